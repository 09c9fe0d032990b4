package io.mes.storage.query;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a line of an export looks like. */
public enum ExportFormat {

    /**
     * One example for OpenAI's fine-tuning: {@code messages}, and {@code tools} where there are any.
     *
     * <p>As {@code FineTuneChatRequestInput} of OpenAI's API description (version 2.3) has it.
     */
    OPENAI,

    /** Everything that is stored of a conversation, for importing it again. */
    MES;

    /** The name by which it is asked for. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The format of a name.
     *
     * @throws InvalidQueryException if there is none
     */
    public static ExportFormat of(String label) {
        return Arrays.stream(values())
                .filter(format -> format.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new InvalidQueryException(
                        "format",
                        Arrays.stream(values())
                                .map(format -> '"' + format.label() + '"')
                                .collect(Collectors.joining(" or ", "format must be ", ""))));
    }
}
