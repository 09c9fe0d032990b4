/**
 * The capturing filter: copies what the application reads and writes, and hands it to the store when the exchange is over.
 *
 * <pre>
 *   MesFilter ─ wraps ─▶ CapturingRequest  ─ TeeInputStream / TeeReader  ─┐
 *             │          CapturingResponse ─ TeeOutputStream / TeeWriter ─┤ copies
 *             │                                                           ▼
 *             └ completes (return, exception, AsyncCompletion) ─▶ ExchangeRecorder ─ Exchange ─▶ ExchangeSink
 * </pre>
 *
 * <p>The wrappers read nothing ahead, hold nothing back, and add no read, write, flush, close or header of their own. A
 * failure in here never reaches the request: it is counted, and logged at most once a minute. Receives servlet objects
 * from the container, which are not kept beyond the exchange; hands {@link io.mes.storage.exchange.Exchange exchanges} to
 * an {@link io.mes.storage.exchange.ExchangeSink}.
 */
@NullMarked
package io.mes.filter;

import org.jspecify.annotations.NullMarked;
