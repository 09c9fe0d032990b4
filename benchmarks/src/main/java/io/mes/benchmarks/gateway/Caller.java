package io.mes.benchmarks.gateway;

import io.mes.filter.IdentityResolver;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Stands for the authentication that each gateway has. */
final class Caller extends HttpFilter {

    private static final long serialVersionUID = 1L;
    private static final long USER = 1;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        request.setAttribute(IdentityResolver.USER_ID, USER);
        chain.doFilter(request, response);
    }
}
