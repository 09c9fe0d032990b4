package io.mes.storage.write;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** Verifies that no text can end a field or a row, or pass for none. */
final class CopyTextTest {

    private final CopyText text = new CopyText();

    private String taken() throws SQLException {
        ByteArrayOutputStream taken = new ByteArrayOutputStream();
        text.drainTo(taken::write);
        return taken.toString(StandardCharsets.UTF_8);
    }

    @Test
    void shouldSeparateFieldsAndRows() throws SQLException {
        text.number(1);
        text.string("a");
        text.flag(true);
        text.endRow();
        text.number(-2);
        text.string(null);
        text.flag(false);
        text.endRow();

        assertThat(taken()).isEqualTo("1\ta\tt\n-2\t\\N\tf\n");
        assertThat(taken()).isEmpty();
    }

    @Test
    void shouldEscapeWhatWouldLookLikeAnEnd() throws SQLException {
        text.string("a\tb\nc\rd\\e");
        text.string("\\N");
        text.string("\\.");
        text.string("");
        text.string("é😀\u0001");
        text.endRow();

        assertThat(taken()).isEqualTo("a\\tb\\nc\\rd\\\\e\t\\\\N\t\\\\.\t\té😀\u0001\n");
    }

    @Test
    void shouldTakeWhatIsLongerThanItsRoom() throws SQLException {
        text.string("\n".repeat(1 << 18));
        text.string("b");

        assertThat(taken()).isEqualTo("\\n".repeat(1 << 18) + "\tb");
    }

    @Test
    void shouldSayWhenThereIsEnough() throws SQLException {
        text.string("x".repeat(1 << 15));
        assertThat(text.isFull()).isFalse();
        text.string("x".repeat(1 << 15));
        assertThat(text.isFull()).isTrue();
        taken();
        assertThat(text.isFull()).isFalse();
    }
}
