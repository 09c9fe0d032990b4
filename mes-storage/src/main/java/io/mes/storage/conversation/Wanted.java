package io.mes.storage.conversation;

import io.mes.storage.chat.Chat;
import java.util.ArrayList;
import java.util.List;

/**
 * A reply that may be known, with which a request goes on.
 *
 * @param index see {@link Anchor#index}
 * @param cut see {@link Anchor#cut}
 */
public record Wanted(long fingerprint, int index, boolean cut) {

    /** Of so many replies at the end of a request one should be known; a client may have cut off the others. */
    private static final int REPLIES = 3;

    /** The reply, found. See {@link Anchor}. */
    public Anchor as(KnownReply reply, boolean crowded) {
        return new Anchor(reply, index, cut, crowded);
    }

    /** The answer that a request goes on with by naming it; at most one. */
    public static List<Wanted> named(Chat chat) {
        String before = PreviousResponse.of(chat);
        return before == null ? List.of() : List.of(new Wanted(Fingerprints.ofResponseId(before), -1, false));
    }

    /**
     * Likewise, and the replies that it sends again, the last first; that one may be the beginning of a reply as well. With what
     * the request ends may be one of them, or what the client has begun for the model.
     */
    public static List<Wanted> of(Chat chat) {
        Sent sent = Sent.of(chat);
        List<Wanted> wanted = new ArrayList<>(named(chat));
        if (sent.endsWithReply()) {
            addReply(wanted, sent, sent.body().size() - 1);
            addBeginning(wanted, sent, sent.body().size() - 1);
        }
        int answered = sent.lastAnswered();
        for (int i = answered, added = 0; i > 0 && added < REPLIES; i = sent.replyBefore(i), added++) {
            addReply(wanted, sent, i);
        }
        addBeginning(wanted, sent, answered);
        return wanted;
    }

    private static void addReply(List<Wanted> wanted, Sent sent, int index) {
        if (index > 0) {
            long[] hashes = sent.hashes();
            wanted.add(new Wanted(Fingerprints.ofReply(hashes[index - 1], hashes[index]), index, false));
        }
    }

    private static void addBeginning(List<Wanted> wanted, Sent sent, int index) {
        if (index > 0) {
            Fingerprints.ofBeginning(
                            sent.hashes()[index - 1], sent.body().get(index).text())
                    .ifPresent(beginning -> wanted.add(new Wanted(beginning, index, true)));
        }
    }
}
