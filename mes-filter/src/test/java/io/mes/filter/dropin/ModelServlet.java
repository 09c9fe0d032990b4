package io.mes.filter.dropin;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The application of a web archive. Knows nothing of MES. */
@WebServlet("/v1/*")
public final class ModelServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final String ANSWER = "{\"id\":\"a\",\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":"
            + "{\"role\":\"assistant\",\"content\":\"grüß dich\"},\"finish_reason\":\"stop\"}]}";

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        request.getInputStream().readAllBytes();
        response.setContentType("application/json");
        response.getOutputStream().write(ANSWER.getBytes(StandardCharsets.UTF_8));
    }
}
