package io.mes.storage.ring;

import com.lmax.disruptor.EventHandler;
import io.mes.storage.chat.Chat;
import io.mes.storage.exchange.Exchange;
import java.util.function.Function;

/** Turns each exchange into its chat, in place. Runs on the parser thread. */
final class ParseStage implements EventHandler<Slot> {

    private final Function<Exchange, Chat> parser;

    ParseStage(Function<Exchange, Chat> parser) {
        this.parser = parser;
    }

    @Override
    public void onEvent(Slot slot, long sequence, boolean endOfBatch) {
        Exchange exchange = slot.exchange();
        if (exchange != null) {
            slot.parsed(parser.apply(exchange));
        }
    }
}
