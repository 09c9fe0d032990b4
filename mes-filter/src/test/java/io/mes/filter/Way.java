package io.mes.filter;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** What an application does with one request. */
@FunctionalInterface
interface Way {

    void answer(HttpServletRequest request, HttpServletResponse response) throws Exception;
}
