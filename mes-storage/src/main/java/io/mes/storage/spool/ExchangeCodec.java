package io.mes.storage.spool;

import io.mes.storage.exchange.Body;
import io.mes.storage.exchange.Exchange;
import io.mes.storage.exchange.Identity;
import io.mes.storage.exchange.Outcome;
import io.mes.storage.exchange.WireFormat;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Writes what is known of an exchange but its bodies, and reads it back. */
final class ExchangeCodec {

    private ExchangeCodec() {}

    static void write(ByteWriter out, Exchange exchange) {
        Instant completedAt = exchange.completedAt();
        Identity identity = exchange.identity();
        out.text(exchange.id()).text(exchange.format().name());
        out.number(completedAt.getEpochSecond()).number(completedAt.getNano());
        writeDuration(out, exchange.latency());
        writeDuration(out, exchange.firstByte());
        out.number(exchange.status()).text(exchange.outcome().name());
        out.number(identity.userId()).number(identity.tokenId()).number(identity.channelId());
        out.flag(identity.administrator());
        out.text(exchange.clientIp()).text(exchange.conversationId()).texts(exchange.headers());
        out.text(exchange.requestEncoding()).text(exchange.responseEncoding());
    }

    private static void writeDuration(ByteWriter out, @Nullable Duration duration) {
        out.flag(duration != null);
        if (duration != null) {
            out.number(duration.getSeconds()).number(duration.getNano());
        }
    }

    static Exchange read(ByteReader in) throws UndecodableChatException {
        try {
            return readFacts(in);
        } catch (DateTimeException | ArithmeticException e) {
            throw in.damaged("a moment that cannot be");
        }
    }

    private static Exchange readFacts(ByteReader in) throws UndecodableChatException {
        String id = in.presentText();
        WireFormat format = in.constant(WireFormat.class);
        Exchange.Builder exchange = Exchange.builder(id, format, Instant.ofEpochSecond(in.number(), in.number()));
        Duration latency = readDuration(in);
        exchange.timing(latency == null ? Duration.ZERO : latency, readDuration(in));
        exchange.ended(in.integer(), in.constant(Outcome.class));
        Identity identity = new Identity(in.number(), in.number(), in.number(), in.flag());
        return exchange.caller(identity, in.text())
                .conversationId(in.text())
                .headers(in.texts())
                .request(Body.EMPTY, in.text())
                .response(Body.EMPTY, in.text())
                .build();
    }

    private static @Nullable Duration readDuration(ByteReader in) throws UndecodableChatException {
        return in.flag() ? Duration.ofSeconds(in.number(), in.number()) : null;
    }
}
