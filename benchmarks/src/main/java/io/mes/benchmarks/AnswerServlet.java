package io.mes.benchmarks;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;

/** Reads the request piece by piece and gives one answer. */
final class AnswerServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private final transient Answer answer;

    AnswerServlet(Answer answer) {
        this.answer = answer;
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        InputStream in = request.getInputStream();
        byte[] buffer = new byte[Answer.PIECE];
        while (in.read(buffer) >= 0) {
            // What the request says does not matter here.
        }
        response.setContentType(answer.streamed() ? "text/event-stream" : "application/json");
        if (!answer.streamed()) {
            response.setContentLength(answer.bytes());
        }
        ServletOutputStream out = response.getOutputStream();
        for (byte[] piece : answer.pieces()) {
            out.write(piece);
            if (answer.streamed()) {
                out.flush();
            }
        }
    }
}
