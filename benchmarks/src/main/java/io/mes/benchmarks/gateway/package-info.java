/** A gateway as a whole, measured from outside: what recording costs it, with MES and with what people use instead. */
@NullMarked
package io.mes.benchmarks.gateway;

import org.jspecify.annotations.NullMarked;
