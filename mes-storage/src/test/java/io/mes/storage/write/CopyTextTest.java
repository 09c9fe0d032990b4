package io.mes.storage.write;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Verifies that no text can end a field or a row, or pass for none. */
final class CopyTextTest {

    private final CopyText text = new CopyText();

    private String taken() {
        return new String(text.take(), StandardCharsets.UTF_8);
    }

    @Test
    void shouldSeparateFieldsAndRows() {
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
    void shouldEscapeWhatWouldLookLikeAnEnd() {
        text.string("a\tb\nc\rd\\e");
        text.string("\\N");
        text.string("\\.");
        text.string("");
        text.string("é😀\u0001");
        text.endRow();

        assertThat(taken()).isEqualTo("a\\tb\\nc\\rd\\\\e\t\\\\N\t\\\\.\t\té😀\u0001\n");
    }

    @Test
    void shouldSayWhenThereIsEnough() {
        text.string("x".repeat(1 << 15));
        assertThat(text.isFull()).isFalse();
        text.string("x".repeat(1 << 15));
        assertThat(text.isFull()).isTrue();
        text.take();
        assertThat(text.isFull()).isFalse();
    }
}
