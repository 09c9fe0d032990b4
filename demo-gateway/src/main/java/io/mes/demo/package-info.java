/**
 * A reverse proxy for OpenAI-style servers, put together from Jetty, the capturing filter and the query servlet: an
 * example of how an application does it, and of use by itself.
 *
 * <pre>
 *   client ─▶ Jetty ─▶ KeyFilter ─▶ MesFilter ─▶ UpstreamServlet ─▶ upstream      /v1/*
 *                          │                     SimulatedModelServlet            /v1/*, without an upstream
 *                          └─────────────────▶ MesServlet                         /api/v1/*
 * </pre>
 */
@NullMarked
package io.mes.demo;

import org.jspecify.annotations.NullMarked;
