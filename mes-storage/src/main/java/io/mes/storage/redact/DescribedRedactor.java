package io.mes.storage.redact;

/**
 * A redactor that can say what it masks, for the log.
 *
 * @param description a name, an expression, or several of them
 */
record DescribedRedactor(String description, Redactor redactor) implements Redactor {

    @Override
    public String redact(String text) {
        return redactor.redact(text);
    }

    /** What a redactor masks. Of an application's own only the class is known, for what it says of itself may hold a secret. */
    static String describe(Redactor redactor) {
        return redactor instanceof DescribedRedactor described
                ? described.description
                : redactor.getClass().getName();
    }
}
