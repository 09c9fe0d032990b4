package io.mes.storage.redact;

/**
 * Masks what must not be stored in a text.
 *
 * <p>Called for every text of every exchange before anything of it is kept: contents, arguments of tool calls, parameters,
 * error messages. Implementations are called by several threads, and give the same result for the same text each time, for
 * by that a message is recognised when it is sent again. A text for which one throws is replaced as a whole; nothing
 * reaches the request.
 */
@FunctionalInterface
public interface Redactor {

    /** The text with everything masked; the same instance if there is nothing to mask. */
    String redact(String text);

    /** The text after this redactor and then another one. */
    default Redactor andThen(Redactor next) {
        return new DescribedRedactor(
                DescribedRedactor.describe(this) + ", " + DescribedRedactor.describe(next),
                text -> next.redact(redact(text)));
    }

    /**
     * The redactor of a setting: names among {@code email}, {@code phone}, {@code card} and {@code api_key}, separated by commas,
     * and behind them at most one regular expression of {@link java.util.regex.Pattern}, which may hold commas itself.
     *
     * @throws IllegalArgumentException if a name or the expression is wrong; the message says which
     */
    static Redactor of(String setting) {
        return RedactSetting.redactor(setting);
    }
}
