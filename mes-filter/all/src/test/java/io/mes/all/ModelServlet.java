package io.mes.all;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** All that the application consists of. */
@WebServlet("/v1/*")
public final class ModelServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        request.getInputStream().readAllBytes();
        response.setContentType("application/json");
        response.getOutputStream()
                .write("{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"grüß dich\"}}]}"
                        .getBytes(StandardCharsets.UTF_8));
    }
}
