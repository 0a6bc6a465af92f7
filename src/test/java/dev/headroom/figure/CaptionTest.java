package dev.headroom.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.chart.Axis;
import dev.headroom.chart.Series;
import dev.headroom.chart.XyChart;
import dev.headroom.report.Origin;
import dev.headroom.report.Result;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Captions and tables: whole, and harmless whatever the names in them. */
class CaptionTest {
  private static final String HOSTILE = "\\input{/etc/passwd} $x$ %& #_{}~^ <b>|`*[a](b)";
  private static final Caption CAPTION =
      new Caption(
          List.of("Times of " + HOSTILE + ".", "Batch 8."),
          new Origin("0.1", "headroom chart time -m '" + HOSTILE + "'", Result.EMPTY));

  @Test
  void latexIsAFloatWithEverythingEscaped() {
    String latex = CAPTION.latex("figures/time", 3.5);
    assertThat(latex)
        .startsWith("% Needs \\usepackage{graphicx}.\n\\begin{figure}\n")
        .endsWith("\\label{fig:time}\n\\end{figure}\n")
        .contains("\\includegraphics[width=3.5in]{figures/time}")
        .contains("\\textbackslash{}input\\{/etc/passwd\\} \\$x\\$ \\%\\& \\#\\_\\{\\}")
        .doesNotContain("\\input{");
    int depth = 0;
    for (int i = 0; i < latex.length(); i++) {
      boolean escaped = i > 0 && latex.charAt(i - 1) == '\\';
      depth += escaped ? 0 : latex.charAt(i) == '{' ? 1 : latex.charAt(i) == '}' ? -1 : 0;
      assertThat(depth).isNotNegative();
    }
    assertThat(depth).isZero();
    // One comment, which is ours.
    assertThat(latex.replace("\\%", "").chars().filter(c -> c == '%')).hasSize(1);
  }

  @Test
  void latexTakesPlainFileNamesOnly() {
    for (String stem : new String[] {"my figure", "a}b", "a%b", "größe", "a\\b"}) {
      assertThatThrownBy(() -> CAPTION.latex(stem, 3.5))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("--out: LaTeX takes file names of letters, digits");
    }
  }

  @Test
  void markdownShowsNamesAsTheyAre() {
    assertThat(CAPTION.markdown("time.svg"))
        .contains("](time.svg)\n\n", "&lt;b&gt;\\|\\`\\*\\[a\\](b)", "&#36;x&#36;")
        .doesNotContain("<b>");
  }

  @Test
  void theTableHasTheNumbersBehindTheFigure() {
    XyChart chart =
        new XyChart(
            Axis.of("Context (tokens)", "context_length", Axis.Scale.LOG2),
            Axis.of("Time (ms)", "predicted_s", Axis.Scale.LINEAR).shownTimes(1000),
            List.of(
                new Series(
                    "=HYPERLINK(\"x\"),MHA",
                    Series.Kind.LINE,
                    0,
                    0,
                    List.of(new Series.Point(1024, 0.001234567890123, 0.001, 0.002)))));
    assertThat(FigureFiles.table(chart))
        .isEqualTo(
            """
            series,context_length,predicted_s,predicted_s_low,predicted_s_high,count
            "'=HYPERLINK(""x""),MHA",1024,0.001234567890123,0.001,0.002,
            """);
  }
}
