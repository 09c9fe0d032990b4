package io.mes.filter.spring;

import io.mes.filter.MesFilter;
import java.util.List;
import org.springframework.beans.factory.DisposableBean;

/**
 * Ends what is being recorded, as far as it has come, while there is a store to take it. Spring Boot takes beans away before
 * its web server, which only then has filters end.
 */
final class RecordingEnd implements DisposableBean {

    private final List<MesFilter> filters;

    RecordingEnd(List<MesFilter> filters) {
        this.filters = filters;
    }

    @Override
    public void destroy() {
        filters.forEach(MesFilter::destroy);
    }
}
