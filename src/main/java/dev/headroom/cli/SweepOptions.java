package dev.headroom.cli;

import dev.headroom.document.Document;
import dev.headroom.document.MappingReader;
import dev.headroom.document.Sequence;
import dev.headroom.document.ValueReader;
import dev.headroom.document.YamlReader;
import dev.headroom.sweep.SweepSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options that describe a grid and what is asked of its points. */
final class SweepOptions {
  @Parameters(
      arity = "0..1",
      paramLabel = "FILE.yaml",
      description =
          "A sweep as a file: phase, axes (by name, as batch_size), set, where, derive, columns, top,"
              + " by, pareto. Options go before what it says.")
  private @Nullable Path file;

  @Mixin private GridOptions grid = new GridOptions();

  @Option(
      names = "--where",
      paramLabel = "CONDITION",
      description =
          "Keep points that meet it, as 'predicted_s <= 0.02 && fits'; may be repeated. Fields are"
              + " the names of axes, keys of estimate -o json, derived ones; + - * / %% ^, < <= > >="
              + " == !=, && || !, texts in quotes, MIN MAX ABS SQRT LOG LOG10 FLOOR CEILING IF. With"
              + " an absent value no comparison holds.")
  private List<String> conditions = new ArrayList<>();

  @Option(
      names = "--derive",
      paramLabel = "NAME=FORMULA",
      description = "A new field, as 'gap=roofline_s/lower_bound_s'; may be repeated.")
  private Map<String, String> derived = new LinkedHashMap<>();

  @Option(
      names = "--columns",
      paramLabel = "FIELDS",
      split = ",",
      description = "What to write of each point (default: axes, times, memory, derived ones).")
  private List<String> columns = new ArrayList<>();

  @Option(names = "--top", paramLabel = "N", description = "Keep the N best points by --by.")
  private @Nullable String top;

  @Option(
      names = "--by",
      paramLabel = "FIELD",
      description = "What --top goes by; FIELD:min or FIELD:max where it is not plain.")
  private @Nullable String by;

  @Option(
      names = "--pareto",
      paramLabel = "FIELDS",
      split = ",",
      description =
          "Keep points of which no other is at least as good in all these fields; 'speed' is"
              + " tokens_per_s.")
  private List<String> pareto = new ArrayList<>();

  /** What was asked for: options, before the file, before what is usual. */
  SweepSpec spec() {
    SweepSpec read = file == null ? EMPTY : read(file);
    List<String> allConditions = new ArrayList<>(read.conditions());
    allConditions.addAll(conditions);
    Map<String, String> formulas = new LinkedHashMap<>(read.derived());
    formulas.putAll(derived);
    return new SweepSpec(
        grid.phase(read.phase()),
        grid.axes(read.axes()),
        grid.quantities(read.quantities()),
        allConditions,
        formulas,
        columns.isEmpty() ? read.columns() : columns,
        ranking(read.ranking()));
  }

  private SweepSpec.Ranking ranking(SweepSpec.Ranking read) {
    if (top == null && by == null && pareto.isEmpty()) {
      return read;
    }
    if (!pareto.isEmpty() && (top != null || by != null)) {
      throw new IllegalArgumentException("--pareto: goes without --top and --by; leave one out");
    }
    if ((top == null) != (by == null)) {
      throw new IllegalArgumentException("--top, --by: say how many and by which field, both");
    }
    return new SweepSpec.Ranking(
        top == null ? 0 : new IntegerList("--top", 1, 1_000_000).single(top),
        by == null ? "" : by,
        pareto);
  }

  private static final SweepSpec EMPTY =
      new SweepSpec(
          "decode", Map.of(), Map.of(), List.of(), Map.of(), List.of(), SweepSpec.Ranking.NONE);

  /** A sweep as a file. */
  static SweepSpec read(Path file) {
    Document document = YamlReader.read(file);
    return document.bind(SweepOptions::read);
  }

  private static SweepSpec read(MappingReader in) {
    in.integer("schema_version", 1, 1);
    in.optionalText("title");
    long best = in.optionalInteger("top", 1, 1_000_000).orElse(0);
    String field = in.optionalText("by").orElse("");
    List<String> front = in.texts("pareto");
    if ((best > 0) == field.isEmpty() || (best > 0 && !front.isEmpty())) {
      in.fault("top and by go together, pareto alone");
    }
    return new SweepSpec(
        in.optionalText("phase").orElse("decode"),
        series(in, "axes"),
        series(in, "set"),
        in.texts("where"),
        series(in, "derive"),
        in.texts("columns"),
        new SweepSpec.Ranking(best, field, front));
  }

  /** Values by name: a text as options take it, a number, or a list of these. */
  private static Map<String, String> series(MappingReader in, String key) {
    Map<String, String> series = new LinkedHashMap<>();
    in.optionalMapping(key)
        .ifPresent(inner -> inner.values().forEach((name, value) -> series.put(name, text(value))));
    return series;
  }

  private static String text(ValueReader value) {
    return value.node() instanceof Sequence
        ? value.items().stream().map(ValueReader::plain).collect(Collectors.joining(","))
        : value.plain();
  }
}
