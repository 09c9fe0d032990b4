/**
 * Opens pools of connections. The only package that knows commons-dbcp2 and loads drivers.
 */
@NullMarked
package io.mes.storage.pool;

import org.jspecify.annotations.NullMarked;
