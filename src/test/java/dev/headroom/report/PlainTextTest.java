package dev.headroom.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** One line stays one line, of a known width, and commands nothing. */
class PlainTextTest {
  @Test
  void whiteSpaceBecomesBlanks() {
    assertThat(PlainText.line("a\nb\r\tc\u2028d")).isEqualTo("a b  c d");
  }

  @Test
  void controlCharactersAreReplaced() {
    assertThat(PlainText.line("\u001B[31m\u0000\u009B\u007F")).isEqualTo("�[31m���");
    assertThat(PlainText.line("a\u202Eb\u2066")).isEqualTo("a�b�");
    assertThat(PlainText.line("lone \uD83D surrogate")).isEqualTo("lone � surrogate");
  }

  @Test
  void ordinaryTextStays() {
    assertThat(PlainText.line("h100-sxm µ × 日本 😀")).isEqualTo("h100-sxm µ × 日本 😀");
  }

  @Test
  void widthIsInTerminalColumns() {
    assertThat(DisplayWidth.of("abc")).isEqualTo(3);
    assertThat(DisplayWidth.of("5.23×")).isEqualTo(5);
    assertThat(DisplayWidth.of("日本")).isEqualTo(4);
    assertThat(DisplayWidth.of("e\u0301")).isEqualTo(1);
    assertThat(DisplayWidth.of("😀")).isEqualTo(2);
    assertThat(DisplayWidth.of("")).isZero();
  }

  @Test
  void asciiKeepsTheMeaning() {
    assertThat(Glyphs.ASCII.show("– 5.23× 12 µs ±3 ≤ é 中 ∞"))
        .isEqualTo("- 5.23x 12 us +-3 <= e ? inf");
    assertThat(Glyphs.UNICODE.show("5.23×")).isEqualTo("5.23×");
  }
}
