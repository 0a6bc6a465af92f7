package dev.headroom.report.view;

import dev.headroom.report.Origin;
import dev.headroom.report.Quantity;
import dev.headroom.report.Report;
import dev.headroom.report.Result;
import dev.headroom.report.Section;
import dev.headroom.report.SignificantFormat;
import dev.headroom.report.Value;
import dev.headroom.study.Cell;
import dev.headroom.study.Quality;
import dev.headroom.study.Study;
import dev.headroom.study.StudyResult;
import dev.headroom.study.StudyResult.Calibrated;
import dev.headroom.study.StudyResult.Predicted;
import dev.headroom.validate.ErrorSummary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** A study: what was published beside what is predicted, and why. */
public final class StudyView {
  private static final double NEAR = 1.25;
  private static final double FAR = 1.5;

  /** Published figures closer than this are in no order. */
  private static final double SAME = 1.05;

  private StudyView() {}

  /**
   * The report of a study.
   *
   * @param quality figures of the user's own; empty for none
   */
  public static Report of(Origin origin, StudyResult result, List<Quality.Figure> quality) {
    Study study = result.study();
    List<Section> sections = new ArrayList<>();
    sections.add(cells(result));
    if (!result.calibrated().isEmpty()) {
      sections.add(calibrated(result));
    }
    sections.addAll(StudyParts.sections(result));
    if (!quality.isEmpty()) {
      sections.add(joined(result, quality));
    }
    Report report =
        Report.of(
            origin,
            study.title(),
            sections,
            result.cells().stream().map(each -> row(each, quality)).toList());
    for (String remark : remarks(result)) {
      report = report.withRemark(remark);
    }
    return report.withTotals(totals(result));
  }

  /** The times of the judged cells, for a figure of predicted against published. */
  public static List<Result> times(StudyResult result) {
    return result.judged().stream()
        .flatMap(each -> each.seconds().stream().map(seconds -> time(each.cell(), seconds)))
        .toList();
  }

  private static Result time(Cell cell, StudyResult.Seconds seconds) {
    return Result.builder()
        .put("cell", cell.id())
        .put("phase", cell.scenario().phase().key())
        .put("attention", cell.model().attention().variant())
        .put("published_s", seconds.published())
        .put("predicted_s", seconds.predicted())
        .build();
  }

  private static Quantity quantity(Cell cell) {
    return switch (cell.quantity().kind()) {
      case SECONDS -> Quantity.SECONDS;
      case TOKENS_PER_SECOND -> Quantity.TOKENS_PER_SECOND;
      case KV_ELEMENTS_PER_TOKEN -> Quantity.AMOUNT;
      case KV_CACHE_BYTES -> Quantity.BYTES;
      case MAX_CONTEXT -> Quantity.COUNT;
      case MEMORY -> Quantity.BYTES;
      case FLOP_PER_SECOND -> Quantity.FLOP_PER_SECOND;
      case BYTES_PER_SECOND -> Quantity.BYTES_PER_SECOND;
    };
  }

  private static @Nullable Object shown(Cell cell, OptionalDouble value) {
    return value.isPresent() ? new Value.Measure(value.getAsDouble(), quantity(cell)) : null;
  }

  private static Section cells(StudyResult result) {
    Section.Builder table =
        Section.builder("Published and predicted")
            .column("column", "What", Quantity.TEXT)
            .column("system", "System", Quantity.TEXT)
            .column("published", "Published", Quantity.MIXED)
            .column("lower_bound", "Bound", Quantity.MIXED)
            .column("roofline", "Roofline", Quantity.MIXED)
            .column("predicted", "Predicted", Quantity.MIXED)
            .column("ratio", "Predicted/published", Quantity.RATIO)
            .column("judged", "", Quantity.TEXT);
    for (Predicted each : result.cells()) {
      Cell cell = each.cell();
      table.row(
          cell.column(),
          cell.system(),
          shown(cell, OptionalDouble.of(cell.published())),
          shown(cell, each.lowerBound()),
          shown(cell, OptionalDouble.of(each.roofline())),
          shown(cell, each.predicted()),
          each.ratio(),
          note(each));
    }
    return table.build();
  }

  private static String note(Predicted each) {
    if (each.beatsBound()) {
      return "beats its bound";
    }
    return each.calibrated() ? "calibrated on" : "";
  }

  private static Section calibrated(StudyResult result) {
    Section.Builder table =
        Section.builder("Calibrated, on one cell each")
            .column("parameter", "Number", Quantity.TEXT)
            .column("device", "Of", Quantity.TEXT)
            .column("cell", "Cell, which is not judged", Quantity.TEXT)
            .column("value", "Value", Quantity.MIXED)
            .column("profile", "In the file", Quantity.MIXED);
    for (Calibrated each : result.calibrated()) {
      table.row(
          each.parameter().key(),
          each.owner(),
          each.cell(),
          shown(each, OptionalDouble.of(each.value())),
          shown(each, each.inProfile()));
    }
    return table.build();
  }

  private static @Nullable Object shown(Calibrated each, OptionalDouble value) {
    Quantity quantity =
        switch (each.parameter()) {
          case MATRIX_EFFICIENCY, MEMORY_EFFICIENCY, INT8_RATE, INT4_RATE -> Quantity.FRACTION;
          case FEW_ROW_RATE -> Quantity.BYTES_PER_SECOND;
          case LINK_S, OPERATOR_S, EXCHANGE_S -> Quantity.SECONDS;
        };
    return value.isPresent() ? new Value.Measure(value.getAsDouble(), quantity) : null;
  }

  private static Section joined(StudyResult result, List<Quality.Figure> quality) {
    Section.Builder table =
        Section.builder("Quality, of the file given")
            .column("column", "What", Quantity.TEXT)
            .column("system", "System", Quantity.TEXT)
            .column("predicted", "Predicted", Quantity.MIXED)
            .column("task", "Task", Quantity.TEXT)
            .column("metric", "Metric", Quantity.TEXT)
            .column("value", "Value", Quantity.TEXT)
            .column("source", "Source", Quantity.TEXT);
    for (Predicted each : result.cells()) {
      Cell cell = each.cell();
      for (Quality.Figure figure : QualityColumns.of(quality, cell.model())) {
        table.row(
            cell.column(),
            cell.system(),
            shown(cell, each.predicted()),
            figure.task(),
            figure.metric(),
            QualityColumns.value(figure),
            figure.source());
      }
    }
    return table.build();
  }

  private static Result row(Predicted each, List<Quality.Figure> quality) {
    Cell cell = each.cell();
    boolean time = cell.quantity().kind() == Cell.Kind.SECONDS;
    return Result.builder()
        .put("cell", cell.id())
        .put("column", cell.column())
        .put("system", cell.system())
        .put("model", cell.model().name())
        .put("attention", cell.model().attention().variant())
        .put("device", cell.machine().device())
        .put("devices", cell.machine().sharding().devices())
        .put("spread", cell.machine().sharding().toString())
        .put("kernel", cell.machine().kernel().isEmpty() ? null : cell.machine().kernel())
        .put("runtime", cell.scenario().policy().name())
        .put("phase", cell.scenario().phase().key())
        .put("batch_size", cell.scenario().batch().sequences() / cell.scenario().beams())
        .put("beams", cell.scenario().beams())
        .put("basis", cell.quantity().basis().name().toLowerCase(Locale.ROOT))
        .put("unit", cell.quantity().kind().unit())
        .put("published_s", time ? cell.published() : null)
        .put("lower_bound_s", time ? each.lowerBound() : null)
        .put("roofline_s", time ? each.roofline() : null)
        .put("predicted_s", time ? each.predicted() : null)
        .put("published", time ? null : cell.published())
        .put("predicted", time ? null : each.predicted())
        .put("ratio", each.ratio())
        .put("calibrated", each.calibrated())
        .put("quality", QualityColumns.results(QualityColumns.of(quality, cell.model())))
        .build();
  }

  private static Result totals(StudyResult result) {
    Result.Builder total = Result.builder().put("n", result.judged().size());
    result
        .errors()
        .ifPresent(
            errors ->
                total
                    .put("median_abs_error", errors.median())
                    .put("p90_abs_error", errors.p90())
                    .put("worst_abs_error", errors.worst())
                    .put("bias", errors.bias()));
    total
        .put("within_1_25", result.within(NEAR))
        .put("within_1_5", result.within(FAR))
        .put("bound_violations", result.beatenBounds());
    List<Result> calibrated =
        result.calibrated().stream()
            .map(
                each ->
                    Result.builder()
                        .put("parameter", each.parameter().key())
                        .put("device", each.owner())
                        .put("cell", each.cell())
                        .put("value", each.value())
                        .put("profile_value", each.inProfile())
                        .build())
            .toList();
    return Result.builder()
        .put("study", result.study().name())
        .put("source", result.study().source())
        .put("calibrations", calibrated)
        .put("total", total.build())
        .build();
  }

  private static List<String> remarks(StudyResult result) {
    List<String> remarks = new ArrayList<>();
    result.errors().ifPresent(errors -> remarks.add(accuracy(result, errors)));
    remarks.addAll(columnErrors(result));
    remarks.addAll(order(result));
    StudyParts.explanation(result).ifPresent(remarks::add);
    remarks.addAll(result.study().notes());
    remarks.add("Source: " + result.study().source() + ".");
    return remarks;
  }

  private static String accuracy(StudyResult result, ErrorSummary errors) {
    long n = result.judged().size();
    return String.format(
        Locale.ROOT,
        "Of %d cells %d are judged: median error %s, 90th percentile %s, worst %s, bias %s; within"
            + " 1.25 times either way %d, within 1.5 times %d. %s",
        result.cells().size(),
        n,
        SignificantFormat.text(errors.median(), Quantity.FRACTION),
        SignificantFormat.text(errors.p90(), Quantity.FRACTION),
        SignificantFormat.text(errors.worst(), Quantity.FRACTION),
        SignificantFormat.text(errors.bias(), Quantity.RATIO),
        result.within(NEAR),
        result.within(FAR),
        result.beatenBounds() == 0
            ? "No published time beats its lower bound."
            : result.beatenBounds() + " published times beat their lower bound.");
  }

  /** How far off each column is, where there are several. */
  private static List<String> columnErrors(StudyResult result) {
    Map<String, List<Predicted>> columns = new LinkedHashMap<>();
    result
        .judged()
        .forEach(
            each ->
                columns.computeIfAbsent(each.cell().column(), key -> new ArrayList<>()).add(each));
    if (columns.size() < 2) {
      return List.of();
    }
    List<String> errors = new ArrayList<>();
    columns.forEach(
        (column, cells) ->
            errors.add(
                column
                    + " "
                    + SignificantFormat.text(
                        StudyResult.errorsOf(cells).median(), Quantity.FRACTION)));
    return List.of("Median error by column: " + String.join(", ", errors) + ".");
  }

  /** For each column, whether the systems stand in the published order. */
  private static List<String> order(StudyResult result) {
    Map<String, List<Predicted>> columns = new LinkedHashMap<>();
    for (Predicted each : result.cells()) {
      if (each.predicted().isPresent() && each.cell().quantity().kind().isTimed()) {
        columns.computeIfAbsent(each.cell().column(), key -> new ArrayList<>()).add(each);
      }
    }
    List<String> right = new ArrayList<>();
    columns.forEach(
        (column, cells) -> {
          int pairs = 0;
          int ordered = 0;
          for (int i = 0; i < cells.size(); i++) {
            for (int j = 0; j < i; j++) {
              double published = cells.get(i).cell().published() / cells.get(j).cell().published();
              if (Math.max(published, 1 / published) > SAME) {
                pairs++;
                ordered += inOrder(cells.get(i), cells.get(j), published) ? 1 : 0;
              }
            }
          }
          if (pairs > 0) {
            right.add(column + " " + ordered + " of " + pairs);
          }
        });
    return right.isEmpty()
        ? List.of()
        : List.of(
            "Pairs of systems in the published order, of those that differ by more than 5 %: "
                + String.join(", ", right)
                + ".");
  }

  private static boolean inOrder(Predicted first, Predicted second, double published) {
    double ratio = first.predicted().orElseThrow() / second.predicted().orElseThrow();
    return (published > 1) == (ratio > 1);
  }
}
