package dev.headroom.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDResources;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.graphics.form.PDFormXObject;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** The files of charts: the same everywhere, well formed whatever they are of. */
class ChartFormatTest {
  private static final Look PAPER = Look.paper(252);
  private static final String HOSTILE = "</text><script>alert(1)</script>&\"'\u0000\u202E\uFFFE";

  private static Series line(String name, int hue, Series.Point... points) {
    return new Series(name, Series.Kind.LINE, hue, hue, List.of(points));
  }

  private static XyChart lines(Axis.Scale scale, Series... series) {
    return new XyChart(
        Axis.of("Context length (tokens)", "context_length", scale),
        Axis.of("Time (s)", "predicted_s", Axis.Scale.LINEAR),
        List.of(series));
  }

  private static XyChart everyKind() {
    List<Series.Point> points =
        List.of(new Series.Point(1, 2, 1.5, 2.5), new Series.Point(4000, 1234.5, 1000, 1500));
    List<Series> series = new ArrayList<>();
    for (Series.Kind kind : Series.Kind.values()) {
      if (kind != Series.Kind.BARS) {
        series.add(new Series("kind " + kind, kind, series.size(), series.size(), points));
      }
    }
    return new XyChart(
        Axis.of("Context length (tokens)", "context_length", Axis.Scale.LOG2),
        Axis.of("Time (µs)", "predicted_s", Axis.Scale.LOG10).shownTimes(1e6),
        series);
  }

  private static HeatMap heat(Axis.Scale scale, double... values) {
    List<String> names = IntStream.range(0, values.length).mapToObj(Integer::toString).toList();
    return new HeatMap(
        Axis.ofNames("Batch size", "batch_size", names),
        Axis.ofNames("Context length", "context_length", List.of("1K")),
        Axis.of("Speed-up (×)", "speedup", scale),
        List.of(IntStream.range(0, values.length).mapToObj(i -> values[i]).toList()));
  }

  private static XyChart bars() {
    return new XyChart(
        Axis.ofNames("", "step", List.of("MHA, h100-sxm", "MQA, h100-sxm")),
        Axis.of("Time (ms)", "roofline_s", Axis.Scale.LINEAR).shownTimes(1e3),
        List.of(
            new Series(
                "attention",
                Series.Kind.BARS,
                0,
                0,
                List.of(new Series.Point(0, 2, 0, 2), new Series.Point(1, 1, 0, 1))),
            new Series(
                "rest",
                Series.Kind.BARS,
                1,
                0,
                List.of(new Series.Point(0, 1, 2, 3), new Series.Point(1, 1, 1, 2)))),
        XyChart.Form.UPRIGHT);
  }

  private static XyChart counted() {
    List<Series.Point> points =
        IntStream.range(1, 400).mapToObj(i -> new Series.Point(i * 1e-6, i * 1.1e-6)).toList();
    return new XyChart(
        Axis.of("Measured (s)", "measured_s", Axis.Scale.LOG10),
        Axis.of("Predicted (s)", "predicted_s", Axis.Scale.LOG10),
        List.of(
            Series.guide(
                "equal", 0, List.of(new Series.Point(1e-9, 1e-9), new Series.Point(1, 1)))),
        Cells.count(points, 8),
        XyChart.Form.SQUARE);
  }

  private static XyChart histogram() {
    return new XyChart(
        Axis.of("Error (%)", "error", Axis.Scale.LINEAR).shownTimes(100),
        Axis.of("Rows", "rows", Axis.Scale.LINEAR),
        List.of(
            new Series(
                "",
                Series.Kind.BARS,
                0,
                0,
                List.of(
                    new Series.Point(-0.1, 3, 0, 3),
                    new Series.Point(0, 12000, 0, 12000),
                    new Series.Point(0.1, 1, 0, 1)))),
        XyChart.Form.LOW);
  }

  static Stream<Chart> charts() {
    Series.Point one = new Series.Point(5, 5);
    return Stream.of(
        everyKind(),
        bars(),
        counted(),
        new Panels(List.of(counted(), histogram())),
        heat(Axis.Scale.LOG2, 1, 2, 64),
        heat(Axis.Scale.LINEAR, 1, Double.NaN, 1.5),
        heat(Axis.Scale.LINEAR, 3, 3, 3),
        heat(Axis.Scale.LINEAR, 0, 0),
        lines(Axis.Scale.LOG2, line("one point", 0, one)),
        lines(Axis.Scale.LINEAR, line("zeros", 0, new Series.Point(0, 0), new Series.Point(1, 0))),
        lines(Axis.Scale.LOG10, line("equal", 0, one), line("values", 1, one)),
        lines(Axis.Scale.LINEAR, line(HOSTILE, 0, one), line("名前 🙂", 1, one)));
  }

  @ParameterizedTest
  @MethodSource("charts")
  void isTheSameUnderEveryLocaleAndInEveryRun(Chart chart) {
    Locale before = Locale.getDefault();
    for (ChartFormat format : ChartFormat.values()) {
      byte[] first = format.render(chart, PAPER, "title");
      try {
        for (String tag : new String[] {"und", "de-DE", "tr-TR", "ar-EG", "hi-IN-u-nu-deva"}) {
          Locale.setDefault(Locale.forLanguageTag(tag));
          assertThat(format.render(chart, PAPER, "title")).as(format + " " + tag).isEqualTo(first);
        }
      } finally {
        Locale.setDefault(before);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("charts")
  void isDrawnInEveryFormatAndStyle(Chart chart) throws Exception {
    for (Look look : List.of(PAPER, Look.slides(720), Look.paper(144))) {
      Document svg =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new ByteArrayInputStream(ChartFormat.SVG.render(chart, look, HOSTILE)));
      assertThat(svg.getElementsByTagName("script").getLength()).isZero();
      assertThat(svg.getElementsByTagName("path").getLength()).isPositive();
      Element root = svg.getDocumentElement();
      String[] box = root.getAttribute("viewBox").split(" ", -1);
      assertThat(Double.parseDouble(box[2])).isEqualTo(look.width());
      try (PDDocument pdf = Loader.loadPDF(ChartFormat.PDF.render(chart, look, HOSTILE))) {
        assertThat(pdf.getNumberOfPages()).isEqualTo(1);
        assertThat((double) pdf.getPage(0).getMediaBox().getWidth()).isEqualTo(look.width());
        assertThat((double) pdf.getPage(0).getMediaBox().getHeight())
            .isEqualTo(Double.parseDouble(box[3]), within(0.01));
      }
      BufferedImage png = read(ChartFormat.PNG.render(chart, look, HOSTILE));
      assertThat(png.getWidth()).isEqualTo((int) Math.ceil(look.width() * 300 / 72));
    }
  }

  /**
   * Nothing but paper on the outermost line of dots: nothing is cut off, and no border is black.
   */
  @ParameterizedTest
  @MethodSource("charts")
  void nothingLiesOnTheBorder(Chart chart) throws IOException {
    for (Look look : List.of(PAPER, Look.slides(720), Look.paper(300.7))) {
      BufferedImage png = read(ChartFormat.PNG.render(chart, look, ""));
      int right = png.getWidth() - 1;
      int bottom = png.getHeight() - 1;
      assertThat(IntStream.rangeClosed(0, bottom).map(y -> png.getRGB(0, y) & png.getRGB(right, y)))
          .allMatch(rgb -> rgb == 0xFFFFFFFF);
      assertThat(IntStream.rangeClosed(0, right).map(x -> png.getRGB(x, 0) & png.getRGB(x, bottom)))
          .allMatch(rgb -> rgb == 0xFFFFFFFF);
    }
  }

  private static BufferedImage read(byte[] png) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    assertThat(image).isNotNull();
    return image;
  }

  /** Text can be selected, and the font is in the file. */
  @Test
  void pdfHasTextInAnEmbeddedFont() throws IOException {
    try (PDDocument pdf = Loader.loadPDF(ChartFormat.PDF.render(everyKind(), PAPER, ""))) {
      assertThat(new PDFTextStripper().getText(pdf))
          .contains("Context length (tokens)", "kind LINE", "10⁷", "4K");
      PDResources page = pdf.getPage(0).getResources();
      List<PDFont> fonts = new ArrayList<>();
      for (COSName name : page.getXObjectNames()) {
        PDResources form = ((PDFormXObject) page.getXObject(name)).getResources();
        for (COSName font : form.getFontNames()) {
          fonts.add(form.getFont(font));
        }
      }
      assertThat(fonts).isNotEmpty().allMatch(PDFont::isEmbedded);
    }
  }

  /** 11,811 dots a metre are 300 an inch. */
  @Test
  void pngSaysItsResolution() {
    byte[] png = ChartFormat.PNG.render(bars(), PAPER, "");
    int chunk = new String(png, StandardCharsets.ISO_8859_1).indexOf("pHYs");
    assertThat(chunk).isEqualTo(8 + 25 + 4);
    ByteBuffer bytes = ByteBuffer.wrap(png, chunk + 4, 9);
    assertThat(bytes.getInt()).isEqualTo(11811);
    assertThat(bytes.getInt()).isEqualTo(11811);
    assertThat(bytes.get()).isEqualTo((byte) 1);
  }

  @Test
  void fortySeriesAreToldAboutInsteadOfDrawn() {
    Series[] forty =
        IntStream.range(0, 40)
            .mapToObj(i -> line("v" + i, i, new Series.Point(1, i + 1)))
            .toArray(Series[]::new);
    assertThatThrownBy(() -> lines(Axis.Scale.LINEAR, forty))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "chart: at most 12 series can be told apart, were 40; ask for fewer variants, devices"
                + " or other values");
  }

  @Test
  void twelveSeriesDifferInColourOrMarkerAndDash() {
    List<String> looks =
        IntStream.range(0, 12).mapToObj(i -> Palette.hue(i) + " " + i % 7 + " " + i % 5).toList();
    assertThat(looks).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @EnumSource(ChartFormat.class)
  void formatsAreFoundByTheirNames(ChartFormat format) {
    assertThat(ChartFormat.parse(format.name())).isEqualTo(format);
    assertThat(ChartFormat.parse(format.key())).isEqualTo(format);
  }

  @Test
  void otherFormatsAndWidthsAreRefused() {
    assertThatThrownBy(() -> ChartFormat.parse("sgv"))
        .hasMessage("unknown format 'sgv'; did you mean 'svg'? known: svg, pdf, png");
    assertThatThrownBy(() -> Look.paper(20)).hasMessageStartingWith("must be between 2in and 20in");
    assertThatThrownBy(() -> Look.paper(Double.NaN))
        .hasMessageStartingWith("must be between 2in and 20in");
  }

  /** Points at 1, 2, 20 and 20 in cells of half a decade, of which 10^0 and 10^1 are borders. */
  @Test
  void cellsCountPoints() {
    Cells cells =
        Cells.count(
            List.of(
                new Series.Point(1, 1),
                new Series.Point(2, 2),
                new Series.Point(20, 20),
                new Series.Point(20, 200)),
            2);
    assertThat(cells.cells())
        .containsExactly(
            new Cells.Cell(0.25, 0.25, 2),
            new Cells.Cell(1.25, 1.25, 1),
            new Cells.Cell(1.25, 2.25, 1));
  }

  @Test
  void threeDigitsInEveryCell() {
    assertThat(Stream.of(1.0, 12.0, 1.204999, 64.0, 999.96, 0.123456, 2e5, 0.0, Double.NaN))
        .extracting(HeatDrawing::text)
        .containsExactly("1.00", "12.0", "1.20", "64.0", "1000", "0.123", "2×10⁵", "0", "–");
  }
}
