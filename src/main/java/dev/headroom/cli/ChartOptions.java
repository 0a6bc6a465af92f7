package dev.headroom.cli;

import dev.headroom.chart.ChartFormat;
import dev.headroom.chart.Look;
import dev.headroom.document.Nearest;
import dev.headroom.figure.FigureKind;
import dev.headroom.figure.Selection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What of the results a chart shows, how it looks and where it goes. */
final class ChartOptions {
  private static final double POINTS_PER_INCH = 72;
  private static final double PAPER_INCHES = 3.5;
  private static final double SLIDES_INCHES = 10;
  private static final Pattern WIDTH = Pattern.compile("(\\d+(?:\\.\\d+)?)(in|cm|mm|pt)");
  private static final List<String> STYLES = List.of("paper", "slides");
  private static final List<String> PARTS = List.of("operator", "term");

  @Option(
      names = "--from",
      paramLabel = "FILE",
      description =
          "Draw the results in this .csv, .json or .jsonl, as any command writes them with -o,"
              + " instead of computing some.")
  private @Nullable Path from;

  @Option(
      names = "--x",
      paramLabel = "COLUMN",
      description =
          "Column of the results along the figure, as batch_size or num_key_value_heads (default:"
              + " the kind's own, mostly context_length).")
  private @Nullable String x;

  @Option(
      names = "--y",
      paramLabel = "COLUMN",
      description =
          "Column upwards, or the time that is compared: roofline_s, lower_bound_s, predicted_s"
              + " (default: predicted_s where all have it, else roofline_s).")
  private @Nullable String y;

  @Option(
      names = "--by",
      paramLabel = "PARTS",
      defaultValue = "operator",
      description = "Of a breakdown: operator or term (default: ${DEFAULT-VALUE}).")
  private String by = "operator";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "svg, pdf or png, or a list of them (default: all three).")
  private List<String> formats = new ArrayList<>();

  @Option(
      names = "--out",
      paramLabel = "STEM",
      description =
          "Where the files go: STEM.svg, STEM.pdf, STEM.png, the table STEM.csv behind them, and"
              + " the captions STEM.tex and STEM.md; folders are made (default: the kind's name).")
  private @Nullable Path stem;

  @Option(
      names = "--style",
      paramLabel = "STYLE",
      defaultValue = "paper",
      description = "paper or slides (default: ${DEFAULT-VALUE}).")
  private String style = "paper";

  @Option(
      names = "--width",
      paramLabel = "WIDTH",
      description = "As 3.5in, 85mm, 8.5cm or 252pt (default: 3.5in; 10in for slides).")
  private @Nullable String width;

  /** The earlier run to draw, if one was named. */
  @Nullable Path from() {
    return from;
  }

  /** What of the results is shown. */
  Selection selection() {
    String parts = oneOf("--by", by, PARTS);
    return new Selection(x, y, Selection.Parts.valueOf(parts.toUpperCase(Locale.ROOT)));
  }

  private static String oneOf(String option, String text, List<String> known) {
    String wanted = text.toLowerCase(Locale.ROOT);
    if (!known.contains(wanted)) {
      throw new IllegalArgumentException(option + ": " + Nearest.unknown("value", text, known));
    }
    return wanted;
  }

  /** The sizes of style and width. */
  Look look() {
    boolean paper = oneOf("--style", style, STYLES).equals("paper");
    double points = (paper ? PAPER_INCHES : SLIDES_INCHES) * POINTS_PER_INCH;
    if (width != null) {
      points = points(width);
    }
    try {
      return paper ? Look.paper(points) : Look.slides(points);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--width: " + e.getMessage() + ", was " + width, e);
    }
  }

  private static double points(String text) {
    Matcher matcher = WIDTH.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "--width: must be a number with in, mm, cm or pt, as 3.5in, was '" + text + "'");
    }
    double number = Double.parseDouble(matcher.group(1));
    return switch (matcher.group(2)) {
      case "in" -> number * POINTS_PER_INCH;
      case "cm" -> number * POINTS_PER_INCH / 2.54;
      case "mm" -> number * POINTS_PER_INCH / 25.4;
      default -> number;
    };
  }

  /** The formats asked for, each once, in the usual order. */
  Set<ChartFormat> formats() {
    Set<ChartFormat> chosen = EnumSet.noneOf(ChartFormat.class);
    try {
      NameList.split("--output", formats).forEach(name -> chosen.add(ChartFormat.parse(name)));
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      throw new IllegalArgumentException(
          message.startsWith("--") ? message : "--output: " + message, e);
    }
    return chosen.isEmpty() ? EnumSet.allOf(ChartFormat.class) : chosen;
  }

  /** The files' common name. */
  Path stem(FigureKind kind) {
    return stem == null ? Path.of(kind.key()) : stem;
  }
}
