package io.mes.filter.query;

import io.mes.storage.exchange.WireFormat;
import io.mes.storage.json.JsonObjectWriter;
import io.mes.storage.json.JsonReader;
import io.mes.storage.json.JsonText;
import io.mes.storage.query.CompletionMessages;
import io.mes.storage.query.CompletionPage;
import io.mes.storage.query.StoredCompletion;
import io.mes.storage.query.StoredCompletion.Choice;
import io.mes.storage.query.StoredCompletion.Spent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes completions in the shapes of OpenAI's <a href="https://github.com/openai/openai-openapi">specification</a>, as of its
 * commit f85dbe2: {@code ChatCompletionList}, {@code CreateChatCompletionResponse} with what the example of
 * {@code getChatCompletion} tells of the request, {@code ChatCompletionMessageList}, {@code ChatCompletionDeleted}. What MES
 * has to say beyond that stands under {@code "mes"}.
 */
final class CompletionPages {

    /** Fields of requests that a stored completion tells. */
    static final Set<String> PARAMETERS = Set.of(
            "metadata",
            "tool_choice",
            "seed",
            "top_p",
            "temperature",
            "presence_penalty",
            "frequency_penalty",
            "user",
            "tools",
            "response_format",
            "service_tier");

    /** Of these the ones that stand there under the same name, null where the request did not have them. */
    private static final List<String> SAME = List.of(
            "tool_choice",
            "seed",
            "top_p",
            "temperature",
            "presence_penalty",
            "frequency_penalty",
            "tools",
            "response_format");

    private static final String NULL = "null";

    private CompletionPages() {}

    static String list(CompletionPage page) {
        return list(page.items(), CompletionPages::completion, StoredCompletion::id, page.lastId(), page.more())
                .toString();
    }

    private static <T> JsonObjectWriter list(
            List<T> items, Function<T, String> toJson, Function<T, String> idOf, @Nullable String last, boolean more) {
        return new JsonObjectWriter()
                .string("object", "list")
                .raw("data", JsonPages.array(items, toJson))
                .raw("first_id", JsonText.quote(items.isEmpty() ? null : idOf.apply(items.get(0))))
                .raw("last_id", JsonText.quote(last))
                .raw("has_more", Boolean.toString(more));
    }

    static String completion(StoredCompletion completion) {
        Map<String, String> answered = completion.first().responseFacts();
        Map<String, String> asked = completion.parameters();
        String model = completion.first().responseModel();
        JsonObjectWriter json = new JsonObjectWriter()
                .string("id", completion.id())
                .string("object", "chat.completion")
                .raw("created", created(completion, answered.get("created")))
                .string("model", model == null ? completion.model() : model)
                .raw("choices", JsonPages.array(choices(completion), choice -> choice(completion, choice)))
                .raw("usage", usage(completion))
                .raw("system_fingerprint", answered.get("system_fingerprint"))
                .raw("service_tier", answered.getOrDefault("service_tier", asked.get("service_tier")))
                .raw("moderation", answered.get("moderation"));
        SAME.forEach(name -> json.raw(name, asked.getOrDefault(name, NULL)));
        return json.raw("input_user", asked.getOrDefault("user", NULL))
                .raw("metadata", object(completion.metadata()))
                .raw("mes", note(completion))
                .toString();
    }

    /** Other servers give other things there, or nothing. */
    private static String created(StoredCompletion completion, @Nullable String answered) {
        return answered != null && answered.matches("\\d{1,18}") ? answered : Long.toString(completion.createdAt());
    }

    private static String object(@Nullable String json) {
        return json != null && json.startsWith("{") ? json : "{}";
    }

    /** What stands for an answer without any is its own JSON. */
    private static List<Choice> choices(StoredCompletion completion) {
        String answer = completion.choices().size() == 1 && completion.first().isUnread()
                ? JsonReader.stringOf(completion.first().toFields().getOrDefault("content", NULL))
                : null;
        boolean none = answer != null
                && JsonReader.isJson(answer)
                && "[]".equals(JsonReader.compact(JsonReader.fieldsOf(answer).getOrDefault("choices", NULL)));
        return none ? List.of() : completion.choices();
    }

    private static String choice(StoredCompletion completion, Choice choice) {
        Map<String, String> said = choice.message().toFields();
        Map<String, String> message = new LinkedHashMap<>(said);
        message.putIfAbsent("role", "\"assistant\"");
        message.put("content", text(said));
        message.putIfAbsent("refusal", NULL);
        if (!parts(said).equals(NULL)) {
            message.put("content_parts", parts(said));
        }
        String logprobs = isChat(completion) ? choice.message().replyFacts().get("logprobs") : null;
        return new JsonObjectWriter()
                .number("index", choice.message().choice())
                .raw("message", JsonText.object(message))
                .raw("logprobs", logprobs == null ? NULL : logprobs)
                .raw("finish_reason", JsonText.quote(choice.finishReason()))
                .toString();
    }

    private static boolean isChat(StoredCompletion completion) {
        return completion.first().requestFormat() == null;
    }

    /** In the words of chats; other formats count under other names. */
    private static @Nullable String usage(StoredCompletion completion) {
        Spent spent = completion.usage();
        boolean asReported = isChat(completion)
                || WireFormat.COMPLETIONS.label().equals(completion.first().requestFormat());
        if (spent.raw() == null || asReported) {
            return spent.raw();
        }
        return new JsonObjectWriter()
                .number("prompt_tokens", spent.promptTokens())
                .number("completion_tokens", spent.completionTokens())
                .number("total_tokens", spent.totalTokens())
                .toString();
    }

    private static String note(StoredCompletion completion) {
        return new JsonObjectWriter()
                .string("conversation_id", completion.conversationId())
                .string("message_id", completion.first().messageId())
                .string("format", completion.first().requestFormat())
                .flag("partial", completion.first().isPartial())
                .toString();
    }

    static String messages(CompletionMessages page) {
        List<CompletionMessages.Item> items = page.items();
        String last = items.isEmpty() ? null : items.get(items.size() - 1).id();
        JsonObjectWriter json = list(items, CompletionPages::message, CompletionMessages.Item::id, last, page.more());
        return page.incomplete()
                ? json.raw(
                                "mes",
                                new JsonObjectWriter().flag("incomplete", true).toString())
                        .toString()
                : json.toString();
    }

    /** Parts stand beside the content, which is text or nothing here. */
    private static String text(Map<String, String> message) {
        String content = message.getOrDefault("content", NULL);
        return content.startsWith("[") ? NULL : content;
    }

    private static String parts(Map<String, String> message) {
        String content = message.getOrDefault("content", NULL);
        return content.startsWith("[") ? content : NULL;
    }

    private static String message(CompletionMessages.Item item) {
        Map<String, String> sent = item.message().toFields();
        Map<String, String> message = new LinkedHashMap<>();
        message.put("id", JsonText.quote(item.id()));
        message.put("role", sent.getOrDefault("role", NULL));
        message.put("content", text(sent));
        message.put("name", sent.getOrDefault("name", NULL));
        message.put("content_parts", parts(sent));
        sent.forEach(message::putIfAbsent);
        return JsonText.object(message);
    }

    static String deleted(String id) {
        return new JsonObjectWriter()
                .string("object", "chat.completion.deleted")
                .string("id", id)
                .flag("deleted", true)
                .toString();
    }
}
