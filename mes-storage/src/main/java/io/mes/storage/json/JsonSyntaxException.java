package io.mes.storage.json;

/** A text is not the JSON it was taken for. The message names the place but quotes nothing of the text. */
public final class JsonSyntaxException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    JsonSyntaxException(String message) {
        super(message);
    }
}
