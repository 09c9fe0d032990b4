package io.mes.filter;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What Servlet 6.1 added, called without being compiled against it. Where the container knows only 6.0 nobody calls these.
 *
 * <p>The methods that 6.1 gives to streams by default ask whether the stream is ready, which only non-blocking
 * applications may; so ours have to hand each call on to the container's own.
 */
final class NewerServlet {

    private static final @Nullable MethodHandle READ =
            find(ServletInputStream.class, "read", MethodType.methodType(int.class, ByteBuffer.class));
    private static final @Nullable MethodHandle WRITE =
            find(ServletOutputStream.class, "write", MethodType.methodType(void.class, ByteBuffer.class));
    private static final @Nullable MethodHandle REDIRECT = find(
            HttpServletResponse.class,
            "sendRedirect",
            MethodType.methodType(void.class, String.class, int.class, boolean.class));

    private NewerServlet() {}

    private static @Nullable MethodHandle find(Class<?> owner, String name, MethodType type) {
        try {
            return MethodHandles.publicLookup().findVirtual(owner, name, type);
        } catch (NoSuchMethodException older) {
            return null;
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    static int read(ServletInputStream in, ByteBuffer buffer) throws IOException {
        return (Integer) call(READ, in, buffer);
    }

    static void write(ServletOutputStream out, ByteBuffer buffer) throws IOException {
        call(WRITE, out, buffer);
    }

    static void sendRedirect(HttpServletResponse response, String location, int status, boolean clearBuffer)
            throws IOException {
        call(REDIRECT, response, location, status, clearBuffer);
    }

    private static Object call(@Nullable MethodHandle method, Object... arguments) throws IOException {
        if (method == null) {
            throw new UnsupportedOperationException("The container knows only Servlet 6.0");
        }
        try {
            Object result = method.invokeWithArguments(arguments);
            return result == null ? 0 : result;
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable undeclared) {
            throw new IllegalStateException(undeclared);
        }
    }
}
