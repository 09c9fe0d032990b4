package io.mes.filter;

import static io.mes.filter.WaysToAnswer.ANSWER;
import static io.mes.filter.WaysToAnswer.readAll;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Ways in which a servlet answers asynchronously. Each reads the whole request first. */
final class WaysToWait {

    private static final int SHORTLY_MILLIS = 200;
    private static final String PASSES = "test.passes";

    private WaysToWait() {}

    static void write(ServletResponse response) {
        try {
            response.getOutputStream().write(ANSWER);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void writeAndComplete(AsyncContext async) {
        write(async.getResponse());
        async.complete();
    }

    /** How often this was called for a request: 1 at first. */
    static int pass(ServletRequest request) {
        Integer before = (Integer) request.getAttribute(PASSES);
        int pass = before == null ? 1 : before + 1;
        request.setAttribute(PASSES, pass);
        return pass;
    }

    private static Way starting(AsyncWay way) {
        return (request, response) -> {
            readAll(request);
            way.answer(request, request.startAsync());
        };
    }

    private interface AsyncWay {
        void answer(HttpServletRequest request, AsyncContext async) throws Exception;
    }

    static Map<String, Way> all() {
        Map<String, Way> ways = new LinkedHashMap<>();
        addCompletions(ways);
        addDispatches(ways);
        addTimeouts(ways);
        addFailures(ways);
        return ways;
    }

    private static void addCompletions(Map<String, Way> ways) {
        ways.put("start without arguments", starting((request, async) -> async.start(() -> writeAndComplete(async))));
        ways.put("start with arguments", (request, response) -> {
            readAll(request);
            AsyncContext async = request.startAsync(request, response);
            new Thread(() -> writeAndComplete(async)).start();
        });
        ways.put("complete before return", starting((request, async) -> writeAndComplete(async)));
        ways.put("by the request's context", (request, response) -> {
            readAll(request);
            request.startAsync();
            AsyncContext async = request.getAsyncContext();
            async.start(() -> writeAndComplete(async));
        });
        ways.put(
                "by the request of the context",
                starting((request, async) -> async.start(() -> {
                    write(async.getRequest().getAsyncContext().getResponse());
                    async.getRequest().getAsyncContext().complete();
                })));
        ways.put("complete without an answer", starting((request, async) -> async.complete()));
        ways.put("complete by another thread before return", starting((request, async) -> {
            Thread thread = new Thread(() -> writeAndComplete(async));
            thread.start();
            thread.join();
        }));
        ways.put("by the response of the servlet", (request, response) -> {
            readAll(request);
            AsyncContext async = request.startAsync();
            async.start(() -> {
                write(response);
                async.complete();
            });
        });
    }

    private static void addDispatches(Map<String, Way> ways) {
        ways.put("dispatch", (request, response) -> {
            if (pass(request) == 1) {
                readAll(request);
                request.startAsync().dispatch();
            } else {
                write(response);
            }
        });
        ways.put("dispatch from another thread", (request, response) -> {
            if (pass(request) == 1) {
                readAll(request);
                AsyncContext async = request.startAsync();
                async.start(async::dispatch);
            } else {
                write(response);
            }
        });
        ways.put("dispatch to a path", starting((request, async) -> async.dispatch(SideBySide.OTHER_PATH)));
        ways.put("dispatch behind a forward", (request, response) -> {
            if (pass(request) == 1) {
                readAll(request);
                request.getRequestDispatcher(SideBySide.OTHER_PATH).forward(request, response);
            } else {
                write(response);
            }
        });
        ways.put("dispatch with arguments", (request, response) -> {
            if (pass(request) == 1) {
                readAll(request);
                request.startAsync(request, response).dispatch();
            } else {
                write(response);
            }
        });
        ways.put("dispatch twice", (request, response) -> {
            if (pass(request) < 3) {
                readAll(request);
                request.startAsync().dispatch();
            } else {
                write(response);
            }
        });
        ways.put("dispatch, then complete", (request, response) -> {
            if (pass(request) == 1) {
                readAll(request);
                response.getOutputStream().print("first ");
                request.startAsync().dispatch();
            } else {
                AsyncContext async = request.startAsync();
                async.start(() -> writeAndComplete(async));
            }
        });
    }

    private static void addTimeouts(Map<String, Way> ways) {
        ways.put("timeout without a listener", starting((request, async) -> async.setTimeout(SHORTLY_MILLIS)));
        ways.put("timeout that completes", starting((request, async) -> {
            async.setTimeout(SHORTLY_MILLIS);
            async.addListener(new ListenerAdapter().onTimeout(event -> writeAndComplete(event.getAsyncContext())));
        }));
        ways.put("timeout that dispatches", (request, response) -> {
            if (pass(request) == 1) {
                readAll(request);
                AsyncContext async = request.startAsync();
                async.setTimeout(SHORTLY_MILLIS);
                async.addListener(new ListenerAdapter()
                        .onTimeout(event -> event.getAsyncContext().dispatch()));
            } else {
                write(response);
            }
        });
        ways.put("timeout after a dispatch", (request, response) -> {
            AsyncContext async = request.startAsync();
            if (pass(request) == 1) {
                readAll(request);
                async.dispatch();
            } else {
                async.setTimeout(SHORTLY_MILLIS);
                async.addListener(new ListenerAdapter().onTimeout(event -> writeAndComplete(event.getAsyncContext())));
            }
        });
        ways.put("timeout in mid-stream", starting((request, async) -> {
            async.setTimeout(SHORTLY_MILLIS);
            write(async.getResponse());
            async.getResponse().flushBuffer();
            async.addListener(new ListenerAdapter()
                    .onTimeout(event -> event.getAsyncContext().complete()));
        }));
    }

    private static void addFailures(Map<String, Way> ways) {
        ways.put("exception in a dispatch", (request, response) -> {
            if (pass(request) == 1) {
                readAll(request);
                request.startAsync().dispatch();
            } else {
                throw new Application.PlainException();
            }
        });
        ways.put("exception with a page in a dispatch", (request, response) -> {
            if (pass(request) == 1) {
                readAll(request);
                request.startAsync().dispatch();
            } else {
                throw new Application.PagedException();
            }
        });
        ways.put("error sent asynchronously", (request, response) -> {
            readAll(request);
            AsyncContext async = request.startAsync();
            response.sendError(Application.PAGED_STATUS);
            async.complete();
        });
    }
}
