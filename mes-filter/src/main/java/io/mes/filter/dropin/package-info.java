/**
 * MES as a jar that is dropped into a web application: the container finds the initializer, which adds filter and servlet.
 *
 * <p>Receives the application from the container before anything of it is started, hands it what {@code io.mes.filter} and
 * {@code io.mes.filter.query} bring. Adds nothing where the application, or Spring Boot, does so itself.
 */
@NullMarked
package io.mes.filter.dropin;

import org.jspecify.annotations.NullMarked;
