/** The one cryptographic digest by which everything is told apart that is told apart by its content. Knows no other stage. */
@NullMarked
package io.mes.storage.digest;

import org.jspecify.annotations.NullMarked;
