package io.mes.storage.parse;

import io.mes.storage.chat.Usage;
import io.mes.storage.json.JsonReader;
import org.jspecify.annotations.Nullable;

/** Reads a usage object under the names of either API generation. */
final class UsageReader {

    private long prompt;
    private long completion;
    private @Nullable Long total;

    private UsageReader() {}

    static Usage read(String raw) {
        UsageReader usage = new UsageReader();
        JsonReader.of(raw).fields(usage::field);
        long total = usage.total != null ? usage.total : usage.prompt + usage.completion;
        return new Usage(usage.prompt, usage.completion, total, raw);
    }

    private void field(String name, JsonReader value) {
        Long number = value.number();
        if (number == null) {
            return;
        }
        // A negative count would corrupt the sums; 2^53 is beyond any model and keeps them exact.
        long tokens = Math.max(0, Math.min(number, 1L << 53));
        switch (name) {
            case "prompt_tokens", "input_tokens" -> prompt = tokens;
            case "completion_tokens", "output_tokens" -> completion = tokens;
            case "total_tokens" -> total = tokens;
            default -> {
                // Details stay in the raw object.
            }
        }
    }
}
