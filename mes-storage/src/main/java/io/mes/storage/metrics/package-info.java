/** How a store is doing, for those who watch it from outside. */
@NullMarked
package io.mes.storage.metrics;

import org.jspecify.annotations.NullMarked;
