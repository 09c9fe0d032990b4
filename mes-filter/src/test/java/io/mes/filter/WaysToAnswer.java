package io.mes.filter;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Ways in which a servlet answers on its own thread. Each reads the whole request first. */
final class WaysToAnswer {

    static final byte[] ANSWER =
            "{\"choices\":[{\"message\":{\"content\":\"grüß dich\"}}]}".getBytes(StandardCharsets.UTF_8);
    private static final int LARGE = 200_000;

    private WaysToAnswer() {}

    static void readAll(HttpServletRequest request) throws IOException {
        request.getInputStream().readAllBytes();
    }

    /** A way that reads the request, and then answers. */
    static Way having(Way answering) {
        return (request, response) -> {
            readAll(request);
            answering.answer(request, response);
        };
    }

    static Map<String, Way> all() {
        Map<String, Way> ways = new LinkedHashMap<>();
        addLengths(ways);
        addFlushes(ways);
        addWriters(ways);
        addRules(ways);
        addErrors(ways);
        addDispatches(ways);
        addStatuses(ways);
        return ways;
    }

    private static void addLengths(Map<String, Way> ways) {
        ways.put(
                "at once",
                having((request, response) -> response.getOutputStream().write(ANSWER)));
        ways.put("with a length", having((request, response) -> {
            response.setContentLength(ANSWER.length);
            response.setContentType("application/json");
            response.getOutputStream().write(ANSWER);
        }));
        ways.put("with a long length", having((request, response) -> {
            response.setContentLengthLong(ANSWER.length);
            response.getOutputStream().write(ANSWER);
        }));
        ways.put("with a length as a header", having((request, response) -> {
            response.setHeader("Content-Length", Integer.toString(ANSWER.length));
            response.getOutputStream().write(ANSWER);
        }));
        ways.put("byte by byte", having((request, response) -> {
            for (byte b : ANSWER) {
                response.getOutputStream().write(b);
            }
        }));
        ways.put("large", having((request, response) -> writeLarge(response, 3000)));
        ways.put("large with a length", having((request, response) -> {
            response.setContentLength(LARGE);
            writeLarge(response, 70_000);
        }));
    }

    private static void writeLarge(HttpServletResponse response, int piece) throws IOException {
        byte[] bytes = "0123456789".repeat(LARGE / 10).getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < LARGE; i += piece) {
            response.getOutputStream().write(bytes, i, Math.min(piece, LARGE - i));
        }
    }

    private static void addFlushes(Map<String, Way> ways) {
        ways.put("flushed piece by piece", having((request, response) -> {
            response.setContentType("text/event-stream");
            ServletOutputStream out = response.getOutputStream();
            for (int i = 0; i < 5; i++) {
                out.write(("data: " + i + "\n\n").getBytes(StandardCharsets.US_ASCII));
                out.flush();
            }
            out.write("data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII));
        }));
        ways.put("flushed by the response", having((request, response) -> {
            response.getOutputStream().write(ANSWER, 0, 10);
            response.flushBuffer();
            response.getOutputStream().write(ANSWER, 10, ANSWER.length - 10);
            response.flushBuffer();
        }));
        ways.put("flushed before anything is written", having((request, response) -> {
            response.flushBuffer();
            response.getOutputStream().write(ANSWER);
        }));
        ways.put("flushed and empty", having((request, response) -> response.flushBuffer()));
        ways.put("nothing", having((request, response) -> {}));
        ways.put("closed", having((request, response) -> {
            response.getOutputStream().write(ANSWER);
            response.getOutputStream().close();
        }));
        ways.put("after a reset", having((request, response) -> {
            response.setContentLength(300);
            response.getWriter().write("no!");
            response.reset();
            response.getOutputStream().write(ANSWER);
        }));
        ways.put("after a reset of the buffer", having((request, response) -> {
            response.setContentLength(ANSWER.length);
            response.getOutputStream().write(1);
            response.resetBuffer();
            response.getOutputStream().write(ANSWER);
        }));
    }

    private static void addWriters(Map<String, Way> ways) {
        ways.put("by a writer", having((request, response) -> {
            response.setContentType("application/json;charset=UTF-8");
            PrintWriter writer = response.getWriter();
            writer.print("grüß");
            writer.write("dich, 0123456789", 4, 6);
            writer.append("appended", 2, 5).write("chars".toCharArray(), 1, 3);
            writer.write('ß');
            writer.printf("%s %d", "formatted", 7);
            writer.printf(Locale.GERMANY, "%.1f", 1.5);
            writer.print((Object) null);
            writer.print(true);
            writer.print(5L);
        }));
        ways.put("by a writer, line by line", having((request, response) -> {
            response.setCharacterEncoding("UTF-8");
            PrintWriter writer = response.getWriter();
            writer.println("data: grüß");
            writer.println();
            writer.flush();
            writer.println("data: [DONE]");
            writer.println();
            writer.close();
        }));
        ways.put("printed", having((request, response) -> {
            response.setContentType("text/plain");
            ServletOutputStream out = response.getOutputStream();
            out.print("text");
            out.println("line");
            out.println(5);
            out.print(true);
            out.print('c');
            out.println();
        }));
    }

    private static void addRules(Map<String, Way> ways) {
        ways.put("by a writer in the default charset", having((request, response) -> {
            response.setContentType("text/plain");
            response.getWriter().print("plain");
            response.setContentType("text/html;charset=UTF-8");
        }));
        ways.put("by a writer in the charset of a language", having((request, response) -> {
            response.setLocale(Locale.JAPAN);
            response.setContentType("text/plain");
            response.getWriter().print("plain");
        }));
        ways.put("by both, stream first", having((request, response) -> {
            response.getOutputStream().print("stream, ");
            response.getOutputStream().print(refusal(response::getWriter));
        }));
        ways.put("by both, writer first", having((request, response) -> {
            response.getWriter().print("writer, ");
            response.getWriter().print(refusal(response::getOutputStream));
        }));
        ways.put("reading by both", (request, response) -> {
            readAll(request);
            response.getOutputStream().print(refusal(request::getReader));
        });
        ways.put("without an asynchronous context", having((request, response) -> {
            response.getOutputStream().print(refusal(request::getAsyncContext));
            response.getOutputStream().print(request.isAsyncStarted());
            response.getOutputStream().print(request.isAsyncSupported());
        }));
    }

    private interface Refused {
        Object call() throws IOException;
    }

    private static String refusal(Refused refused) throws IOException {
        try {
            return refused.call() == null ? "null" : "given";
        } catch (IllegalStateException e) {
            return "refused";
        }
    }

    private static void addErrors(Map<String, Way> ways) {
        ways.put("an error", having((request, response) -> response.sendError(503)));
        ways.put("an error with a message", having((request, response) -> {
            response.getOutputStream().write(ANSWER);
            response.sendError(429, "too many");
        }));
        ways.put("an error with a page", having((request, response) -> {
            response.getOutputStream().write(ANSWER);
            response.sendError(Application.PAGED_STATUS);
        }));
        ways.put("an exception", having((request, response) -> {
            response.getOutputStream().write(ANSWER);
            throw new Application.PlainException();
        }));
        ways.put("an exception with a page", having((request, response) -> {
            throw new Application.PagedException();
        }));
        ways.put("an error that comes too late", having((request, response) -> {
            response.getOutputStream().write(ANSWER);
            response.flushBuffer();
            try {
                response.sendError(500);
            } catch (IllegalStateException tooLate) {
                response.getOutputStream().print("too late");
            }
        }));
        ways.put("a reset that comes too late", having((request, response) -> {
            response.getOutputStream().write(ANSWER);
            response.flushBuffer();
            try {
                response.reset();
            } catch (IllegalStateException tooLate) {
                response.getOutputStream().print("too late");
            }
        }));
    }

    private static void addDispatches(Map<String, Way> ways) {
        ways.put("by include", having((request, response) -> {
            response.getOutputStream().print("before ");
            other(request).include(request, response);
            response.getOutputStream().print(" after");
        }));
    }

    static RequestDispatcher other(HttpServletRequest request) {
        return request.getRequestDispatcher(SideBySide.OTHER_PATH);
    }

    private static void addStatuses(Map<String, Way> ways) {
        ways.put("204 with a body", having((request, response) -> {
            response.setStatus(204);
            response.getOutputStream().write(ANSWER);
        }));
        ways.put("304", having((request, response) -> response.setStatus(304)));
        ways.put("a redirect", having((request, response) -> {
            response.getOutputStream().write(ANSWER);
            response.sendRedirect("http://example.org/");
        }));
        ways.put("an error written by hand", having((request, response) -> {
            response.setStatus(400);
            response.addHeader("X-Twice", "1");
            response.addHeader("X-Twice", "2");
            response.addCookie(new Cookie("taste", "sweet"));
            response.getOutputStream().write(ANSWER);
        }));
        ways.put("with trailers", having((request, response) -> {
            response.setHeader("Trailer", "X-Sum");
            response.setTrailerFields(() -> Map.of("X-Sum", "42"));
            response.getOutputStream().write(ANSWER);
            response.flushBuffer();
        }));
    }
}
