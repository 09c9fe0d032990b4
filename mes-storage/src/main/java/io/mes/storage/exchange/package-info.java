/**
 * What happened on the wire: the values that are handed to storage, and the hand-over itself.
 *
 * <p>Receives nothing; {@link io.mes.storage.exchange.Exchange exchanges} are built by whoever watched a request (the servlet
 * filter, or a gateway without servlets) and handed to an {@link io.mes.storage.exchange.ExchangeSink}. Values are immutable, but
 * for an exchange that gives up its bodies.
 */
@NullMarked
package io.mes.storage.exchange;

import org.jspecify.annotations.NullMarked;
