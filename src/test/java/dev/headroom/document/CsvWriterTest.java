package dev.headroom.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cells are quoted after RFC 4180, and no text is a formula. */
class CsvWriterTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      value = {
        "a, a",
        "a b, a b",
        "~a,b~, ~\"a,b\"~",
        "~say \"hi\"~, ~\"say \"\"hi\"\"\"~",
        "=1+1, '=1+1",
        "@SUM(A1), '@SUM(A1)",
        "-x, '-x",
        "+x, '+x",
        "h100-sxm, h100-sxm",
      })
  void textIsQuotedAndHarmless(String text, String expected) throws IOException {
    StringBuilder out = new StringBuilder();
    new CsvWriter(out).whole(1).text(text).endRow();
    assertThat(out).hasToString("1," + expected + "\n");
  }

  @Test
  void numbersStayNumbers() throws IOException {
    StringBuilder out = new StringBuilder();
    new CsvWriter(out)
        .number(-1.5)
        .whole(-3)
        .number(Double.NaN)
        .number(Double.NEGATIVE_INFINITY)
        .flag(true)
        .absent()
        .number(2e12)
        .endRow();
    assertThat(out).hasToString("-1.5,-3,,,true,,2000000000000\n");
  }

  @Test
  void lineBreaksStayInsideQuotes() throws IOException {
    StringBuilder out = new StringBuilder();
    new CsvWriter(out).text("a\nb").text("\tc").endRow();
    assertThat(out).hasToString("\"a\nb\",'\tc\n");
  }
}
