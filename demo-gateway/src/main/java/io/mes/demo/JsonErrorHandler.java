package io.mes.demo;

import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/** Tells of errors that Jetty itself finds, an upstream that cannot be reached among them, as JSON. */
final class JsonErrorHandler implements Request.Handler {

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus();
        byte[] body = OpenAiError.json(message(status), type(status), null).getBytes(StandardCharsets.UTF_8);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        response.write(true, BufferUtil.toBuffer(body), callback);
        return true;
    }

    private static String type(int status) {
        return status < HttpStatus.INTERNAL_SERVER_ERROR_500 ? "invalid_request_error" : "server_error";
    }

    private static String message(int status) {
        return switch (status) {
            case HttpStatus.NOT_FOUND_404 -> "There is nothing at this address";
            case HttpStatus.BAD_GATEWAY_502 -> "The upstream cannot be reached or broke off";
            case HttpStatus.GATEWAY_TIMEOUT_504 -> "The upstream did not answer in time";
            case HttpStatus.SERVICE_UNAVAILABLE_503 -> "The gateway is shutting down or overloaded; try again";
            default -> HttpStatus.getMessage(status);
        };
    }
}
