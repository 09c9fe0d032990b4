/**
 * Settings: where they come from, what they may be, and what they mean. Values only; nothing here opens a connection.
 *
 * <p>Receives names and texts from the environment, hands validated values to whoever wires a store together. What is read is
 * immutable.
 */
@NullMarked
package io.mes.storage.config;

import org.jspecify.annotations.NullMarked;
