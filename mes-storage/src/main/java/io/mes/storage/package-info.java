/**
 * The store as its users see it: one object to open, to offer exchanges to, to ask and to close.
 *
 * <pre>
 *   offer ─▶ ring ─▶ parse ─▶ write (conversation → row, catalogue) ─▶ database
 *                                                                        │
 *   queries ─▶ service ─────────────────────▶ read ◀─────────────────────┘
 * </pre>
 *
 * <p>Only this package sees all others; it holds wiring and values, no logic. To use MES without servlets, build
 * {@link io.mes.storage.exchange.Exchange exchanges} and offer them to a {@link io.mes.storage.ConversationStore}. Packages
 * for users are this one, {@code exchange}, {@code config}, {@code query}, {@code row}, {@code stats}, {@code service} and
 * {@code transfer}; what is public in the others may change at any time.
 */
@NullMarked
package io.mes.storage;

import org.jspecify.annotations.NullMarked;
