package dev.headroom.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Text that LaTeX would obey is printed instead. */
class LatexTextTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      delimiter = ';',
      value = {
        "h100_sxm;h100\\_sxm",
        "50% & $5 #1;50\\% \\& \\$5 \\#1",
        "\\input{/etc/passwd};\\textbackslash{}input\\{/etc/passwd\\}",
        "a^b|<c>;a\\textasciicircum{}b\\textbar{}\\textless{}c\\textgreater{}",
        "[x]*;{[}x{]}{*}",
        "x-y a--b;x-y a-{}-b",
        "naïve Å;na\\\"{i}ve \\r{A}",
        "12 µs ≤ 3×;12 $\\mu$s $\\leq$ 3$\\times$",
        "中;{[}U+4E2D{]}",
      })
  void isEscaped(String text, String expected) {
    assertThat(LatexText.escape(text)).isEqualTo(expected);
  }
}
