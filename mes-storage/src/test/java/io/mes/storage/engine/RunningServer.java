package io.mes.storage.engine;

import org.jspecify.annotations.Nullable;

/**
 * A server that answers.
 *
 * @param home kept, since the server lives no longer than it; null if the server is not ours
 * @param address how to reach it
 */
record RunningServer(@Nullable ServerHome home, ServerAddress address) {}
