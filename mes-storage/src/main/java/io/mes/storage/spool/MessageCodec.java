package io.mes.storage.spool;

import io.mes.storage.chat.ChatMessage;
import io.mes.storage.chat.Content;

/** Writes a message and reads it back, with what was found out about it on the thread that parsed it. */
final class MessageCodec {

    private static final int TEXT = 't';
    private static final int UNSTORABLE_TEXT = 'u';
    private static final int JSON = 'j';
    private static final int BARE = 'b';
    private static final int NULL = 'n';
    private static final int ABSENT = 'a';

    private MessageCodec() {}

    static void write(ByteWriter out, ChatMessage message) {
        out.text(message.role());
        writeContent(out, message.content());
        out.texts(message.fields()).fixed(message.fingerprint());
    }

    private static void writeContent(ByteWriter out, Content content) {
        if (content instanceof Content.Text text) {
            out.octet(text.storable() ? TEXT : UNSTORABLE_TEXT).text(text.value());
        } else if (content instanceof Content.Json json) {
            out.octet(JSON).text(json.raw());
        } else if (content instanceof Content.Bare bare) {
            out.octet(BARE).text(bare.raw());
        } else {
            out.octet(content == Content.None.NULL ? NULL : ABSENT);
        }
    }

    static ChatMessage read(ByteReader in) throws UndecodableChatException {
        return new ChatMessage(in.text(), readContent(in), in.texts(), in.fixed());
    }

    private static Content readContent(ByteReader in) throws UndecodableChatException {
        int kind = in.octet();
        return switch (kind) {
            case TEXT -> new Content.Text(in.presentText(), true);
            case UNSTORABLE_TEXT -> new Content.Text(in.presentText(), false);
            case JSON -> new Content.Json(in.presentText());
            case BARE -> new Content.Bare(in.presentText());
            case NULL -> Content.None.NULL;
            case ABSENT -> Content.None.ABSENT;
            default -> throw in.damaged("a content of kind " + kind);
        };
    }
}
