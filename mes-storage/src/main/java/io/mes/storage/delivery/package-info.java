/**
 * The way of chats from the ring into the database, or round it while it fails.
 *
 * <p>Receives batches from {@code ring}, hands them to {@code write}, and what the database does not take in time to
 * {@code spool}, from where it replays them in order. Without a spool a batch waits for the database, and the ring behind it
 * fills.
 *
 * <pre>
 *            database answers                 fails, hangs, or the backlog grows
 * ring ──▶ mes-writer ──▶ mes-database        ring ──▶ mes-writer ──▶ spool ──▶ mes-database
 * </pre>
 *
 * <p>Whoever diverts once goes on diverting until the spool is empty: so the order is kept.
 */
@NullMarked
package io.mes.storage.delivery;

import org.jspecify.annotations.NullMarked;
