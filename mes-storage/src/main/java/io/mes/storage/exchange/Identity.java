package io.mes.storage.exchange;

/**
 * Who made a request, as the gateway's own authentication says.
 *
 * @param userId the user who owns what is said; conversations are visible to this user only
 * @param tokenId the API key that was used, 0 if unknown
 * @param channelId the upstream account that answered, 0 if unknown
 * @param administrator whether calls about all users are allowed
 */
public record Identity(long userId, long tokenId, long channelId, boolean administrator) {

    /** The owner of exchanges whose caller the gateway did not name. Nobody can read them through the servlet. */
    public static final Identity UNKNOWN = new Identity(0, 0, 0, false);

    /** A user who is no administrator, with neither token nor channel. */
    public static Identity ofUser(long userId) {
        return new Identity(userId, 0, 0, false);
    }
}
