package io.mes.storage.parse;

import io.mes.storage.chat.Tokens;
import io.mes.storage.chat.Usage;
import io.mes.storage.json.JsonReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads a usage object under the names of either API generation.
 *
 * <p>Gateways such as new-api send both, the newer names with zeros; the older ones then hold the counts.
 */
final class UsageReader {

    private long prompt;
    private long completion;
    private long input;
    private long output;
    private long cached;
    private @Nullable Long total;

    private UsageReader() {}

    static Usage read(String raw) {
        UsageReader usage = new UsageReader();
        JsonReader.of(raw).fields(usage::field);
        long prompt = usage.prompt > 0 ? usage.prompt : usage.input;
        long completion = usage.completion > 0 ? usage.completion : usage.output;
        long total = usage.total != null ? usage.total : prompt + completion;
        return new Usage(prompt, completion, total, raw);
    }

    /**
     * Reads a usage object of Anthropic's, whose {@code input_tokens} are only those that no cache had anything to do with
     * (<a href="https://docs.anthropic.com/en/docs/build-with-claude/prompt-caching">prompt caching</a>).
     */
    static Usage readAnthropic(String raw) {
        UsageReader usage = new UsageReader();
        JsonReader.of(raw).fields(usage::field);
        long prompt = usage.input + usage.cached;
        return new Usage(prompt, usage.output, prompt + usage.output, raw);
    }

    private void field(String name, JsonReader value) {
        Long number = value.number();
        if (number == null) {
            return;
        }
        long tokens = Tokens.counted(number);
        switch (name) {
            case "prompt_tokens" -> prompt = tokens;
            case "completion_tokens" -> completion = tokens;
            case "input_tokens" -> input = tokens;
            case "output_tokens" -> output = tokens;
            case "cache_creation_input_tokens", "cache_read_input_tokens" -> cached += tokens;
            case "total_tokens" -> total = tokens;
            default -> {
                // Details stay in the raw object.
            }
        }
    }
}
