package io.mes.filter;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Verifies that whatever an application throws becomes a text, of bounded length. */
final class FailureTextTest {

    @Test
    void shouldHaveClassAndMessage() {
        assertThat(FailureText.of(new IOException("no route"))).isEqualTo("java.io.IOException: no route");
        assertThat(FailureText.of(new IllegalStateException())).isEqualTo("java.lang.IllegalStateException");
        assertThat(FailureText.of(new IllegalStateException(" "))).isEqualTo("java.lang.IllegalStateException");
    }

    @Test
    void shouldTellOfWhatAServletExceptionWraps() {
        Throwable cause = new IllegalStateException("the cause");
        assertThat(FailureText.of(new ServletException("outer", new ServletException("inner", cause))))
                .isEqualTo("java.lang.IllegalStateException: the cause");
        assertThat(FailureText.of(new ServletException("alone"))).isEqualTo("jakarta.servlet.ServletException: alone");
        assertThat(FailureText.of(new IllegalStateException("outer", cause)))
                .isEqualTo("java.lang.IllegalStateException: outer");
    }

    @Test
    void shouldEndWhereCausesGoRoundInCircles() {
        ServletException first = new ServletException("first");
        ServletException second = new ServletException("second", first);
        first.initCause(second);

        assertThat(FailureText.of(first)).startsWith("jakarta.servlet.ServletException: ");
    }

    @Test
    void shouldBoundTheLength() {
        assertThat(FailureText.of(new IllegalStateException("x".repeat(1_000_000))))
                .hasSize(8192);
    }

    @Test
    void shouldDoWithoutAMessageThatThrows() {
        RuntimeException hostile = new RuntimeException() {
            private static final long serialVersionUID = 1L;

            @Override
            public String getMessage() {
                throw new IllegalStateException("no message either");
            }
        };

        assertThat(FailureText.of(hostile)).isEqualTo(hostile.getClass().getName());
    }
}
