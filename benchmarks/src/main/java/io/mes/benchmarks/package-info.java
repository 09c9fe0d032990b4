/** Measurements: parsing, the hand-over, and writing. See the README beside the module's pom. */
@NullMarked
package io.mes.benchmarks;

import org.jspecify.annotations.NullMarked;
