package io.mes.filter;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a test deploys: servlets by their paths, filters in front of all, error pages. The same for every container. */
final class Application {

    static final String CHAT_PATH = "/v1/chat/completions";
    static final String RESPONSES_PATH = "/v1/responses";
    static final String MESSAGES_PATH = "/v1/messages";

    /** Where the page for status 418 and for {@link PagedException} is. */
    static final String ERROR_PAGE = "/error-page";

    static final int PAGED_STATUS = 418;

    /** An exception that has no error page. It has no stack trace either, for containers show that, and the filter is in it. */
    static final class PlainException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        PlainException() {
            super("on purpose", null, false, false);
        }
    }

    /** An exception that has an error page of its own. */
    static final class PagedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        PagedException() {
            super("on purpose", null, false, false);
        }
    }

    private final Map<String, HttpServlet> servlets = new LinkedHashMap<>();
    private final List<Filter> filters = new ArrayList<>();
    private EnumSet<DispatcherType> dispatchers =
            EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.FORWARD);
    private boolean filtersSupportAsync = true;

    Application servlet(String path, HttpServlet servlet) {
        servlets.put(path, servlet);
        return this;
    }

    /** Adds a filter behind those that are there. */
    Application filter(Filter filter) {
        filters.add(filter);
        return this;
    }

    Application filterDispatchers(EnumSet<DispatcherType> types) {
        dispatchers = types;
        return this;
    }

    Application withoutAsyncInFilters() {
        filtersSupportAsync = false;
        return this;
    }

    Map<String, HttpServlet> servlets() {
        return servlets;
    }

    List<Filter> filters() {
        return filters;
    }

    EnumSet<DispatcherType> dispatchers() {
        return dispatchers;
    }

    boolean filtersSupportAsync() {
        return filtersSupportAsync;
    }
}
