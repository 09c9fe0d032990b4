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
        try {
            return (int) known(READ).invokeExact(in, buffer);
        } catch (Throwable e) {
            throw thrown(e);
        }
    }

    static void write(ServletOutputStream out, ByteBuffer buffer) throws IOException {
        try {
            known(WRITE).invokeExact(out, buffer);
        } catch (Throwable e) {
            throw thrown(e);
        }
    }

    static void sendRedirect(HttpServletResponse response, String location, int status, boolean clearBuffer)
            throws IOException {
        try {
            known(REDIRECT).invokeExact(response, location, status, clearBuffer);
        } catch (Throwable e) {
            throw thrown(e);
        }
    }

    private static MethodHandle known(@Nullable MethodHandle method) {
        if (method == null) {
            throw new UnsupportedOperationException("The container knows only Servlet 6.0");
        }
        return method;
    }

    /** What the container threw, as it was thrown. */
    private static IOException thrown(Throwable e) {
        if (e instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (e instanceof Error error) {
            throw error;
        }
        return e instanceof IOException io ? io : new IOException(e);
    }
}
