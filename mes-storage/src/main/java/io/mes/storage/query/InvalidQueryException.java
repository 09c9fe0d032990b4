package io.mes.storage.query;

/** The question itself is wrong; asking it again is useless. */
public final class InvalidQueryException extends StorageException {

    private static final long serialVersionUID = 1L;

    private final String parameter;

    /**
     * A complaint about one parameter.
     *
     * @param parameter its name, as in the HTTP interface
     * @param message what it must be
     */
    public InvalidQueryException(String parameter, String message) {
        super(message, null);
        this.parameter = parameter;
    }

    /** The name of the parameter. */
    public String parameter() {
        return parameter;
    }
}
