package dev.headroom.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.chart.HeatMap;
import dev.headroom.chart.Panels;
import dev.headroom.chart.Series;
import dev.headroom.chart.XyChart;
import dev.headroom.hardware.DeviceProfile;
import dev.headroom.hardware.ProfileCatalog;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What figures show of results that were made by hand. */
class FiguresTest {
  private static final Selection USUAL = new Selection(null, null, Selection.Parts.OPERATOR);
  private static final Selection TERMS = new Selection(null, null, Selection.Parts.TERM);

  private static Row row(Object... keysAndValues) {
    Map<String, Object> cells = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      Object value = keysAndValues[i + 1];
      cells.put((String) keysAndValues[i], value instanceof Integer n ? (double) n : value);
    }
    return new Row("a.csv:" + cells.hashCode(), cells);
  }

  private static Row step(String attention, int context, double seconds) {
    return row(
        "attention", attention, "device", "d", "context_length", context, "roofline_s", seconds);
  }

  private static XyChart xy(FigureKind kind, Selection selection, Row... rows) {
    return (XyChart) Figures.of(kind, List.of(rows), selection, Map.of()).chart();
  }

  private static Series named(XyChart chart, String name) {
    return chart.series().stream()
        .filter(series -> series.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aLineAVariantInTheOrderOfTheAxis() {
    XyChart chart =
        xy(FigureKind.TIME, USUAL, step("mha", 8, 4), step("mqa", 4, 1), step("mha", 4, 2));
    assertThat(named(chart, "MHA").points())
        .containsExactly(new Series.Point(4, 2), new Series.Point(8, 4));
    assertThat(named(chart, "MQA").points()).containsExactly(new Series.Point(4, 1));
    assertThat(chart.x().key()).isEqualTo("context_length");
  }

  @Test
  void predictionsHaveTheirBandAndMeasurementsAreBesideThem() {
    Row a =
        row(
            "attention",
            "mha",
            "context_length",
            1,
            "roofline_s",
            1,
            "predicted_s",
            2,
            "predicted_low_s",
            1.5,
            "predicted_high_s",
            3,
            "measured_s",
            2.5);
    XyChart chart = xy(FigureKind.TIME, USUAL, a);
    assertThat(named(chart, "predicted time").points())
        .containsExactly(new Series.Point(1, 2, 1.5, 3));
    assertThat(named(chart, "predicted time, measured").points())
        .containsExactly(new Series.Point(1, 2.5));
    assertThat(chart.y().key()).isEqualTo("predicted_s");
  }

  @Test
  void twoThingsInOnePlaceAreNoLine() {
    assertThatThrownBy(() -> xy(FigureKind.TIME, USUAL, step("mha", 8, 4), step("mha", 8, 5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("differ in nothing but their values at context_length 8");
  }

  /** 2 over 4 is half as fast at 1, 8 over 2 four times at 16: equal at 4, twice the exponent. */
  @Test
  void breakEvenIsBetween() {
    XyChart chart =
        xy(
            FigureKind.SPEEDUP,
            USUAL,
            step("mha", 1, 2),
            step("mqa", 1, 8),
            step("mha", 16, 8),
            step("mqa", 16, 2));
    assertThat(named(chart, "MQA").points()).extracting(Series.Point::y).containsExactly(0.25, 4.0);
    Series.Point even = named(chart, "break-even").points().get(0);
    assertThat(even.x()).isEqualTo(4, within(1e-12));
    assertThat(even.y()).isEqualTo(1);
    assertThat(named(chart, "MHA").kind()).isEqualTo(Series.Kind.GUIDE);
  }

  @Test
  void speedUpNeedsSomethingToCompareWith() {
    assertThatThrownBy(() -> xy(FigureKind.SPEEDUP, USUAL, step("mha", 1, 2)))
        .hasMessage("chart speedup: needs two variants of attention at least, had MHA");
    assertThatThrownBy(() -> xy(FigureKind.SPEEDUP, USUAL, step("mha", 1, 2), step("mqa", 2, 2)))
        .hasMessageEndingWith("there is no row of MHA to compare it with");
  }

  @Test
  void everyCellOfAHeatMap() {
    List<Row> rows = new ArrayList<>();
    for (int batch : new int[] {2, 1}) {
      for (int context : new int[] {1024, 2048}) {
        rows.add(
            row(
                "attention",
                "mha",
                "batch_size",
                batch,
                "context_length",
                context,
                "roofline_s",
                batch * context));
        rows.add(
            row(
                "attention",
                "mqa",
                "batch_size",
                batch,
                "context_length",
                context,
                "roofline_s",
                512));
      }
    }
    HeatMap map = (HeatMap) Figures.of(FigureKind.HEATMAP, rows, USUAL, Map.of()).chart();
    assertThat(map.x().symbols()).containsExactly("1", "2");
    assertThat(map.y().symbols()).containsExactly("1K", "2K");
    assertThat(map.values()).containsExactly(List.of(2.0, 4.0), List.of(4.0, 8.0));
  }

  /** 100 bytes a token, 40 of the weights' room taken: 60 tokens fit into 6040. */
  @Test
  void ringsMarkWhereTheCacheNoLongerFits() {
    XyChart chart =
        xy(
            FigureKind.MEMORY,
            USUAL,
            row(
                "attention",
                "mha",
                "device",
                "d",
                "context_length",
                10,
                "kv_cache_bytes",
                1000,
                "memory_capacity_bytes",
                6040,
                "largest_context_length",
                60),
            row(
                "attention",
                "mha",
                "device",
                "d",
                "context_length",
                100,
                "kv_cache_bytes",
                10000,
                "memory_capacity_bytes",
                6040,
                "largest_context_length",
                60));
    assertThat(named(chart, "longest that fits").points())
        .containsExactly(new Series.Point(60, 6000));
    assertThat(named(chart, "d, 6.04 kB").points()).allMatch(point -> point.y() == 6040);
  }

  private static Row operator(String name, int layers, double seconds, String bound) {
    return row("operator", name, "layers", layers, "roofline_s", seconds, "bound", bound);
  }

  @Test
  void barsOfABreakdownAddUp() {
    Row step =
        row(
            "attention",
            "mha",
            "operators",
            List.of(
                operator("query_key_value", 4, 0.5, "memory"),
                operator("attention", 4, 0.25, "memory"),
                operator("feed_forward", 4, 1, "compute"),
                operator("attention_output", 4, 0.25, "compute"),
                operator("final_norm", 1, 0.125, "vector")));
    XyChart byOperator = xy(FigureKind.BREAKDOWN, USUAL, step);
    assertThat(named(byOperator, "projections").points())
        .containsExactly(new Series.Point(0, 3, 0, 3));
    assertThat(named(byOperator, "attention").points())
        .containsExactly(new Series.Point(0, 1, 3, 4));
    assertThat(named(byOperator, "norms and embedding").points())
        .containsExactly(new Series.Point(0, 0.125, 8, 8.125));
    XyChart byTerm = xy(FigureKind.BREAKDOWN, TERMS, step);
    assertThat(named(byTerm, "bound by memory").points())
        .containsExactly(new Series.Point(0, 3, 0, 3));
    assertThat(named(byTerm, "bound by compute").points())
        .containsExactly(new Series.Point(0, 5, 3, 8));
  }

  @Test
  void termsOfAPredictionAreStacked() {
    XyChart chart =
        xy(
            FigureKind.BREAKDOWN,
            TERMS,
            row(
                "phase",
                "decode",
                "predicted_s",
                3,
                "predicted_low_s",
                2,
                "predicted_high_s",
                4,
                "predicted_streaming_s",
                2,
                "predicted_hand_over_s",
                1));
    assertThat(chart.series()).extracting(Series::name).containsExactly("streaming", "hand over");
    assertThat(named(chart, "hand over").points()).containsExactly(new Series.Point(0, 1, 2, 3));
  }

  @Test
  void aBreakdownOfATableWithoutOperatorsSaysWhatHasThem() {
    assertThatThrownBy(() -> xy(FigureKind.BREAKDOWN, USUAL, step("mha", 1, 2)))
        .hasMessageContaining("'headroom estimate -o json' writes them");
  }

  /** NVIDIA's data sheet: 989 TFLOP/s dense in BF16 over 3.35 TB/s, the ridge at 295 FLOP/byte. */
  @Test
  void theRoofOfAnH100() {
    DeviceProfile device = ProfileCatalog.builtIn().find("h100-sxm");
    Row point =
        row(
            "attention",
            "mha",
            "device",
            "h100-sxm",
            "dtype",
            "bf16",
            "flop",
            4e12,
            "bytes",
            2e10,
            "arithmetic_intensity_flop_per_byte",
            200,
            "roofline_s",
            0.008);
    XyChart chart =
        (XyChart)
            Figures.of(FigureKind.ROOFLINE, List.of(point), USUAL, Map.of("h100-sxm", device))
                .chart();
    Series roof = named(chart, "989 TFLOP/s bf16");
    assertThat(roof.points().get(0).x()).isEqualTo(295, within(1.0));
    assertThat(roof.points().get(0).y() / 989e12).isEqualTo(1, within(1e-3));
    Series memory = named(chart, "HBM3 3.35 TB/s");
    Series.Point low = memory.points().get(0);
    assertThat(low.y() / low.x()).isEqualTo(3.35e12, within(1e3));
    // 4 TFLOP in 8 ms are 500 TFLOP/s.
    assertThat(named(chart, "roofline time").points().get(0).x()).isEqualTo(200);
    assertThat(named(chart, "roofline time").points().get(0).y()).isEqualTo(5e14, within(1.0));
  }

  /** The roof already tells the device, and the device its kernel: MHA and MQA are two names. */
  @Test
  void pointsUnderSeveralRoofsAreNamedByTheirAttention() {
    List<Row> rows = new ArrayList<>();
    for (String device : List.of("h100-sxm", "a100-80gb-sxm")) {
      for (String attention : List.of("mha", "mqa")) {
        rows.add(
            row(
                "attention",
                attention,
                "device",
                device,
                "kernel",
                "of." + device,
                "flop",
                1e12,
                "bytes",
                1e10,
                "roofline_s",
                0.01));
      }
    }
    Map<String, DeviceProfile> devices = new LinkedHashMap<>();
    rows.forEach(
        row ->
            devices.put(
                row.text("device").orElseThrow(),
                ProfileCatalog.builtIn().find(row.text("device").orElseThrow())));
    XyChart chart = (XyChart) Figures.of(FigureKind.ROOFLINE, rows, USUAL, devices).chart();
    assertThat(chart.series())
        .extracting(Series::name)
        .containsExactly("h100-sxm", "a100-80gb-sxm", "MHA", "MQA");
  }

  @Test
  void aMissingColumnIsNamedWithTheNearest() {
    Row row = row("attention", "mha", "context_length", 1, "roofline_s", 2);
    assertThatThrownBy(
            () ->
                xy(
                    FigureKind.TIME,
                    new Selection("contxt_length", null, Selection.Parts.TERM),
                    row))
        .hasMessageMatching(
            "a.csv:-?\\d+: unknown column 'contxt_length'; did you mean 'context_length'\\? known:"
                + " context_length, roofline_s");
    assertThatThrownBy(
            () -> xy(FigureKind.TIME, new Selection("attention", null, Selection.Parts.TERM), row))
        .hasMessageEndingWith("attention must be a number, was 'mha'");
    assertThatThrownBy(() -> Figures.of(FigureKind.TIME, List.of(), USUAL, Map.of()))
        .hasMessage("chart: there are no results to draw");
  }

  /** Kernel and attention go together here, so that one of them tells the lines apart. */
  @Test
  void aLineIsNamedByWhatTellsItApart() {
    List<Row> rows =
        List.of(
            row("attention", "gqa:8", "device", "a", "num_key_value_heads", 8, "batch_size", 1),
            row("attention", "mqa", "device", "a", "num_key_value_heads", 1, "batch_size", 1),
            row("attention", "mqa", "device", "b", "num_key_value_heads", 1, "batch_size", 1));
    Grouping grouping = Grouping.of(rows, "context_length");
    assertThat(grouping.keys()).containsExactly("attention", "device");
    assertThat(grouping.groups().keySet().stream().map(grouping::name))
        .containsExactly("GQA-8, a", "MQA, a", "MQA, b");
    assertThat(grouping.looks(List.of("mqa", "b"))).isEqualTo(new Grouping.Looks(1, 1));
    assertThat(Subject.of(rows)).isEqualTo("Batch 1.");
  }

  private static Row call(double predicted, double measured) {
    return row("phase", "decode", "predicted_s", predicted, "measured_s", measured);
  }

  private static Panels validated(List<Row> rows) {
    return (Panels) Figures.of(FigureKind.VALIDATED, rows, USUAL, Map.of()).chart();
  }

  /** Errors of +10, −50 and +900 %: bins from 10, from −50, and the last. */
  @Test
  void errorsAreSpreadOverBinsOfFivePercent() {
    Panels panels =
        validated(List.of(call(1.101, 1), call(1, 1.999), call(10, 1), row("predicted_s", 1)));
    XyChart scatter = (XyChart) panels.charts().get(0);
    assertThat(named(scatter, "decode").points())
        .containsExactly(
            new Series.Point(1, 1.101), new Series.Point(1.999, 1), new Series.Point(1, 10));
    assertThat(named(scatter, "within 25 %").points())
        .allSatisfy(
            point -> {
              assertThat(point.low() / point.y()).isEqualTo(0.75, within(1e-12));
              assertThat(point.high() / point.y()).isEqualTo(1.25, within(1e-12));
            });
    List<Series.Point> bars = ((XyChart) panels.charts().get(1)).series().get(0).points();
    assertThat(bars).hasSize(24);
    assertThat(bars.stream().filter(bar -> bar.y() > 0).map(Series.Point::x).toList())
        .usingElementComparator((a, b) -> Math.abs(a - b) < 1e-9 ? 0 : 1)
        .containsExactly(-0.475, 0.125, 0.575);
    assertThat(Figures.of(FigureKind.VALIDATED, List.of(call(1.5, 1)), USUAL, Map.of()).sentences())
        .anyMatch(sentence -> sentence.startsWith("n 1, ") && sentence.contains("median 50.0 %"));
  }

  @Test
  void manyCallsAreCountedInsteadOfDrawn() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      rows.add(call(0.0015, 0.001 * (1 + i % 2)));
    }
    XyChart scatter = (XyChart) validated(rows).charts().get(0);
    assertThat(scatter.cells().cells().stream().mapToLong(cell -> cell.count()).sum())
        .isEqualTo(500);
    assertThat(scatter.cells().cells()).hasSize(2);
    assertThat(scatter.series()).allMatch(series -> series.kind() == Series.Kind.GUIDE);
    assertThat(scatter.rows().stream().filter(row -> row.get(0).equals("cell"))).hasSize(2);
  }

  @Test
  void validationNeedsBothTimes() {
    assertThatThrownBy(() -> validated(List.of(row("predicted_s", 1))))
        .hasMessageStartingWith("chart validated: no row has predicted_s and measured_s");
    assertThatThrownBy(() -> validated(List.of(call(0, 1))))
        .hasMessageEndingWith("times must be above 0");
  }

  /** The front against the definition itself, on random points. */
  @Test
  void nothingBeatsTheFront() {
    Random random = new Random(3);
    for (boolean less : new boolean[] {true, false}) {
      List<Series.Point> points = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        points.add(new Series.Point(random.nextInt(30), random.nextInt(30)));
      }
      List<Series.Point> front = ParetoFigure.front(points, less);
      double sign = less ? 1 : -1;
      List<Series.Point> expected =
          points.stream()
              .filter(
                  p ->
                      points.stream()
                          .noneMatch(
                              q ->
                                  q.x() >= p.x()
                                      && sign * q.y() <= sign * p.y()
                                      && (q.x() > p.x() || sign * q.y() < sign * p.y())))
              .distinct()
              .toList();
      assertThat(front).containsExactlyInAnyOrderElementsOf(expected);
      assertThat(front).isSortedAccordingTo(Comparator.comparingDouble(Series.Point::x));
    }
  }

  @Test
  void ofTimeAndCostLessIsBetter() {
    assertThat(List.of("roofline_s", "kv_cache_bytes", "usd_per_million_tokens", "error"))
        .allMatch(ParetoFigure::isLessBetter);
    assertThat(List.of("tokens_per_s", "quality", "bleu")).noneMatch(ParetoFigure::isLessBetter);
  }

  @Test
  void whatDoesNotFitIsNoChoice() {
    XyChart chart =
        xy(
            FigureKind.PARETO,
            USUAL,
            row("fits", "true", "tokens_per_s", 10, "roofline_s", 1),
            row("fits", "false", "tokens_per_s", 100, "roofline_s", 1));
    assertThat(named(chart, "front").points()).containsExactly(new Series.Point(10, 1));
    assertThatThrownBy(
            () ->
                xy(
                    FigureKind.PARETO,
                    USUAL,
                    row("fits", "false", "tokens_per_s", 100, "roofline_s", 1)))
        .hasMessage("chart pareto: nothing fits into the device's memory");
  }

  /**
   * 8 s become 9 with less and 6 with more; what moves most comes first, what moves nothing is said
   * and not drawn.
   */
  @Test
  void theWidestBarIsOnTop() {
    Figure figure =
        Figures.of(
            FigureKind.TORNADO,
            List.of(
                row(
                    "quantity",
                    "idle",
                    "roofline_s",
                    8,
                    "roofline_less_s",
                    8,
                    "roofline_more_s",
                    8),
                row(
                    "quantity",
                    "peak",
                    "roofline_s",
                    8,
                    "roofline_less_s",
                    8.8,
                    "roofline_more_s",
                    8),
                row(
                    "quantity",
                    "bandwidth",
                    "roofline_s",
                    8,
                    "roofline_less_s",
                    9,
                    "roofline_more_s",
                    6)),
            USUAL,
            Map.of());
    XyChart chart = (XyChart) figure.chart();
    assertThat(chart.x().symbols()).containsExactly("bandwidth", "peak");
    assertThat(figure.sentences()).contains("Less than 0.05 %: idle.");
    assertThat(named(chart, "less").points().get(0))
        .isEqualTo(new Series.Point(0, 0.125, 0, 0.125));
    assertThat(named(chart, "more").points().get(0))
        .isEqualTo(new Series.Point(0, -0.25, -0.25, 0));
  }

  private static Row traded(String model, String device, double seconds, double value) {
    return row(
        "model",
        model,
        "device",
        device,
        "runtime",
        "flash",
        "time_per_output_token_s",
        seconds,
        "task",
        "wmt",
        "metric",
        "bleu",
        "value",
        value,
        "less_is_better",
        "false");
  }

  /** b is slower than c and no better, so the front goes from a to c; d hides b on the device. */
  @Test
  void aFrontADeviceOfQualityAgainstTime() {
    Figure figure =
        Figures.tradeOff(
            List.of(
                traded("x-a", "slow", 40, 27),
                traded("x-b", "slow", 20, 26),
                traded("x-c", "slow", 10, 26.5),
                traded("x-d", "slow", 20.1, 26),
                traded("x-a", "fast", 4, 27),
                traded("x-b", "fast", 2, 26),
                traded("x-c", "fast", 5, 26.5),
                traded("x-d", "fast", 2, 26)),
            USUAL);
    XyChart chart = (XyChart) figure.chart();
    assertThat(chart.series())
        .extracting(Series::name)
        .containsExactly("front, slow", "front, fast", "a", "b", "c", "d");
    assertThat(named(chart, "front, slow").points())
        .containsExactly(new Series.Point(40, 27), new Series.Point(10, 26.5));
    assertThat(named(chart, "front, fast").points())
        .containsExactly(new Series.Point(4, 27), new Series.Point(2, 26));
    assertThat(figure.sentences()).contains("Markers that hide others: b under d.");
    assertThat(chart.y().title()).isEqualTo("wmt bleu (more is better)");
  }
}
