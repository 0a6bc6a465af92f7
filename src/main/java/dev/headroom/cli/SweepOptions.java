package dev.headroom.cli;

import dev.headroom.document.Document;
import dev.headroom.document.MappingReader;
import dev.headroom.document.Sequence;
import dev.headroom.document.ValueReader;
import dev.headroom.document.YamlReader;
import dev.headroom.sweep.Dimension;
import dev.headroom.sweep.SweepSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options that describe a grid and what is asked of its points. */
final class SweepOptions {
  private static final String SERIES = "Lists and ranges as 1,8,32 or 1-128*2.";

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE.yaml",
      description =
          "A sweep as a file: phase, axes (by name, as batch_size), set, where, derive, columns, top,"
              + " by, pareto. Options go before what it says.")
  private @Nullable Path file;

  @Option(names = "--phase", paramLabel = "PHASE", description = "decode (default) or prefill.")
  private @Nullable String phase;

  @Option(
      names = {"-m", "--model"},
      paramLabel = "NAMES",
      description = "Models (see 'headroom models list') or files, with commas between them.")
  private @Nullable String model;

  @Option(
      names = {"-d", "--device"},
      paramLabel = "NAMES",
      description = "Devices (see 'headroom devices list') or files (default: h100-sxm).")
  private @Nullable String device;

  @Option(
      names = "--devices-count",
      paramLabel = "N",
      description =
          "So many devices taken as one: rates and memory added up, links free; more than one are not"
              + " predicted by kernels.")
  private @Nullable String devicesCount;

  @Option(
      names = {"-a", "--attention"},
      paramLabel = "VARIANTS",
      description = "mha, gqa:N, mqa, mla, mla:absorbed, mla:expanded (default: the model's own).")
  private @Nullable String attention;

  @Option(names = "--num-attention-heads", paramLabel = "N", description = SERIES)
  private @Nullable String queryHeads;

  @Option(names = "--num-key-value-heads", paramLabel = "N", description = SERIES)
  private @Nullable String kvHeads;

  @Option(names = "--head-dim", paramLabel = "N", description = SERIES)
  private @Nullable String headDim;

  @Option(names = "--v-head-dim", paramLabel = "N", description = SERIES)
  private @Nullable String valueDim;

  @Option(names = "--window", paramLabel = "N", description = SERIES)
  private @Nullable String window;

  @Option(
      names = "--num-hidden-layers",
      paramLabel = "N",
      description = "Other numbers of decoder layers; kinds of layers keep their shares.")
  private @Nullable String layers;

  @Option(names = "--dtype", paramLabel = "TYPES", description = "As estimate takes one.")
  private @Nullable String dtype;

  @Option(names = "--weight-dtype", paramLabel = "TYPES", description = "As estimate takes one.")
  private @Nullable String weightDtype;

  @Option(names = "--kv-cache-dtype", paramLabel = "TYPES", description = "As estimate takes one.")
  private @Nullable String kvCacheDtype;

  @Option(
      names = "--runtime",
      paramLabel = "NAMES",
      description = "As estimate takes one (default: flash).")
  private @Nullable String runtime;

  @Option(
      names = "--kernel",
      paramLabel = "NAMES",
      description = "As estimate takes one; the axis is called kernel_wish.")
  private @Nullable String kernel;

  @Option(names = "--cache-state", paramLabel = "STATES", description = "warm (default), cold.")
  private @Nullable String cacheState;

  @Option(
      names = {"--input-len", "--isl"},
      paramLabel = "N",
      description = "Lengths of the source that an encoder-decoder model reads.")
  private @Nullable String inputLength;

  @Option(
      names = "--query-length",
      paramLabel = "N",
      description = "New tokens of each sequence (default: 1; 2048 in a prefill).")
  private @Nullable String queryLength;

  @Option(
      names = {"-b", "--batch-size"},
      paramLabel = "N",
      description = SERIES + " (default: 1).")
  private @Nullable String batchSize;

  @Option(
      names = {"-c", "--context-length"},
      paramLabel = "N",
      description = "Tokens of each sequence in the cache (default: 2048; 0 in a prefill).")
  private @Nullable String contextLength;

  @Option(
      names = "--set",
      paramLabel = "PATH=VALUES",
      description =
          "Another value of a number of the profile (see 'headroom devices show'), as"
              + " memory.bandwidth=2TB/s..8TB/s*2, power.tdp=400W,700W; may be repeated.")
  private Map<String, String> quantities = new LinkedHashMap<>();

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
    Map<String, String> axes = new LinkedHashMap<>(read.axes());
    axes.putIfAbsent(Dimension.DEVICE.key(), "h100-sxm");
    put(axes, Dimension.MODEL, model);
    put(axes, Dimension.DEVICE, device);
    put(axes, Dimension.DEVICES_COUNT, devicesCount);
    put(axes, Dimension.ATTENTION, attention);
    put(axes, Dimension.NUM_ATTENTION_HEADS, queryHeads);
    put(axes, Dimension.NUM_KEY_VALUE_HEADS, kvHeads);
    put(axes, Dimension.HEAD_DIM, headDim);
    put(axes, Dimension.V_HEAD_DIM, valueDim);
    put(axes, Dimension.WINDOW, window);
    put(axes, Dimension.NUM_HIDDEN_LAYERS, layers);
    put(axes, Dimension.DTYPE, dtype);
    put(axes, Dimension.WEIGHT_DTYPE, weightDtype);
    put(axes, Dimension.KV_CACHE_DTYPE, kvCacheDtype);
    put(axes, Dimension.RUNTIME, runtime);
    put(axes, Dimension.KERNEL_WISH, kernel);
    put(axes, Dimension.CACHE_STATE, cacheState);
    put(axes, Dimension.INPUT_LEN, inputLength);
    put(axes, Dimension.QUERY_LENGTH, queryLength);
    put(axes, Dimension.BATCH_SIZE, batchSize);
    put(axes, Dimension.CONTEXT_LENGTH, contextLength);
    Map<String, String> changed = new LinkedHashMap<>(read.quantities());
    changed.putAll(quantities);
    List<String> allConditions = new ArrayList<>(read.conditions());
    allConditions.addAll(conditions);
    Map<String, String> formulas = new LinkedHashMap<>(read.derived());
    formulas.putAll(derived);
    return new SweepSpec(
        phase == null ? read.phase() : phase,
        axes,
        changed,
        allConditions,
        formulas,
        columns.isEmpty() ? read.columns() : columns,
        ranking(read.ranking()));
  }

  private static void put(Map<String, String> axes, Dimension dimension, @Nullable String text) {
    if (text != null) {
      axes.put(dimension.key(), text);
    }
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

  private static SweepSpec read(Path file) {
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
