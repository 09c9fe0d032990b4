package io.mes.demo;

import io.mes.storage.config.ConfigException;
import io.mes.storage.exchange.Identity;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The keys with which clients authenticate, and whose they are.
 *
 * <p>Written {@code key=user} or {@code key=user:admin}, separated by commas. The id of a key is its position in the list,
 * counted from 1. Never prints a key.
 */
final class GatewayKeys {

    static final String DEFAULT = "sk-demo-alice=1,sk-demo-bob=2,sk-demo-admin=99:admin";

    private static final long CHANNEL_ID = 1;
    private static final String ADMIN_SUFFIX = ":admin";

    private final List<Key> keys;

    private record Key(String secret, Identity identity) {

        @Override
        public String toString() {
            return "Key[***, " + identity + "]";
        }
    }

    private GatewayKeys(List<Key> keys) {
        this.keys = keys;
    }

    static GatewayKeys parse(String text) {
        List<Key> keys = new ArrayList<>();
        for (String entry : text.split(",")) {
            if (!entry.isBlank()) {
                keys.add(key(entry.strip(), keys.size() + 1));
            }
        }
        if (keys.isEmpty()) {
            throw new ConfigException("GATEWAY_KEYS holds no key; set it to key=user pairs, such as sk-a=1,sk-b=2");
        }
        long distinct = keys.stream().map(Key::secret).distinct().count();
        if (distinct < keys.size()) {
            throw new ConfigException("GATEWAY_KEYS holds a key twice; give every user a key of their own");
        }
        return new GatewayKeys(keys);
    }

    private static Key key(String entry, int position) {
        int equals = entry.lastIndexOf('=');
        String user = entry.substring(equals + 1).strip();
        boolean admin = user.endsWith(ADMIN_SUFFIX);
        String digits = admin ? user.substring(0, user.length() - ADMIN_SUFFIX.length()) : user;
        try {
            if (equals > 0 && Long.parseLong(digits) > 0) {
                Identity identity = new Identity(Long.parseLong(digits), position, CHANNEL_ID, admin);
                return new Key(entry.substring(0, equals).strip(), identity);
            }
        } catch (NumberFormatException noUser) {
            // Told below, without the key.
        }
        throw new ConfigException("Entry " + position + " of GATEWAY_KEYS is not of the form key=user or"
                + " key=user:admin, where user is a number above 0");
    }

    /** The first key of an administrator. */
    Optional<String> ofAdministrator() {
        return keys.stream()
                .filter(key -> key.identity.administrator())
                .map(Key::secret)
                .findFirst();
    }

    /** Whose key it is. Takes as long for a wrong key as for a right one. */
    Optional<Identity> find(String secret) {
        byte[] wanted = secret.getBytes(StandardCharsets.UTF_8);
        Optional<Identity> found = Optional.empty();
        for (Key key : keys) {
            if (MessageDigest.isEqual(wanted, key.secret.getBytes(StandardCharsets.UTF_8))) {
                found = Optional.of(key.identity);
            }
        }
        return found;
    }
}
