/**
 * JSON as text: reading it in one pass, cutting values out exactly as they were written, and writing it.
 *
 * <p>Receives texts from every stage that meets JSON (parsing, rows, reads), hands back plain strings. Values that MES
 * does not interpret are never rebuilt from a tree, so numbers, key order and escapes survive as they were sent. The
 * only package that knows the JSON library.
 */
@NullMarked
package io.mes.storage.json;

import org.jspecify.annotations.NullMarked;
