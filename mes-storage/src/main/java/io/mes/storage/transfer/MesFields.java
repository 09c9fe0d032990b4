package io.mes.storage.transfer;

/** Names of the fields of a line that holds everything; those of rows are called as their columns. */
final class MesFields {

    /** The version of what is described here; a line that names another one is not understood. */
    static final long VERSION = 1;

    static final String VERSION_NAME = "mes";
    static final String CONVERSATION = "conversation_id";
    static final String USER = "user_id";
    static final String TITLE = "title";
    static final String MODEL = "model_name";
    static final String CREATED = "created_at";
    static final String UPDATED = "updated_at";
    static final String THREAD = "thread";
    static final String MESSAGES = "messages";
    static final String ERRORS = "errors";
    static final String REPLIES = "replies";

    /** What a line consists of that tells of an export's failure. */
    static final String FAILURE = "error";

    private MesFields() {}
}
