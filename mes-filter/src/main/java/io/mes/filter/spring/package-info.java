/**
 * MES in an application of Spring Boot 3 or 4 on servlets, without a line of code.
 *
 * <p>Receives the application's environment and beans, hands it a store, filter, servlet, health indicator and meters as
 * beans, each of which the application may bring itself. Known to nothing else: without Spring Boot none of it is loaded.
 */
@NullMarked
package io.mes.filter.spring;

import org.jspecify.annotations.NullMarked;
