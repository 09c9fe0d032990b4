/**
 * The administrator's commands: {@code java -jar demo-gateway.jar export} and its like, beside a running gateway or without one.
 *
 * <p>Receives the words of the command line and the settings of the environment, asks a store of its own, writes what it finds
 * to standard output and what is wrong to standard error.
 */
@NullMarked
package io.mes.demo.command;

import org.jspecify.annotations.NullMarked;
