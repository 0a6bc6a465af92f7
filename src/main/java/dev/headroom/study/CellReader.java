package dev.headroom.study;

import dev.headroom.document.MappingReader;
import dev.headroom.study.Cell.Basis;
import dev.headroom.study.Cell.Kind;
import dev.headroom.study.Cell.Machine;
import dev.headroom.study.Cell.Quantity;
import dev.headroom.workload.AttentionVariant;
import dev.headroom.workload.Batch;
import dev.headroom.workload.CacheState;
import dev.headroom.workload.DataType;
import dev.headroom.workload.Embedding;
import dev.headroom.workload.ExecutionPolicy;
import dev.headroom.workload.FeedForward;
import dev.headroom.workload.GenerationRequest;
import dev.headroom.workload.HeadOverrides;
import dev.headroom.workload.KvFormat;
import dev.headroom.workload.Layer;
import dev.headroom.workload.LayerGroup;
import dev.headroom.workload.Mask;
import dev.headroom.workload.Model;
import dev.headroom.workload.ModelCatalog;
import dev.headroom.workload.ParameterMatching;
import dev.headroom.workload.Phase;
import dev.headroom.workload.Precision;
import dev.headroom.workload.RuntimeCatalog;
import dev.headroom.workload.Scenario;
import dev.headroom.workload.Segment;
import dev.headroom.workload.Sharding;
import dev.headroom.workload.Sharding.AttentionLayout;
import dev.headroom.workload.Sharding.WeightLayout;
import dev.headroom.workload.Training;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Reads one cell of a study; what it does not say stands under {@code common}, or follows from the
 * phase.
 */
final class CellReader {
  /** Keys that may stand under {@code common} too. */
  static final List<String> KEYS =
      List.of(
          "column",
          "system",
          "model",
          "attention",
          "match_parameters",
          "num_attention_heads",
          "num_key_value_heads",
          "head_dim",
          "num_hidden_layers",
          "hidden_size",
          "intermediate_size",
          "vocab_size",
          "bidirectional",
          "device",
          "tensor_parallel",
          "pipeline_parallel",
          "data_parallel",
          "expert_parallel",
          "context_parallel",
          "layout",
          "attention_layout",
          "kv_memory_share",
          "weight_dtype",
          "runtime",
          "kernel",
          "dtype",
          "kv_cache_dtype",
          "phase",
          "batch_size",
          "query_length",
          "context_length",
          "input_len",
          "output_len",
          "beams",
          "optimizer",
          "basis",
          "attention_only",
          "per",
          "unit");

  private static final Map<String, Scale> UNITS = units();
  private static final Map<String, DataType> TYPES = byKey(DataType.values(), DataType::key);
  private static final Map<String, Phase> PHASES =
      Map.of(
          "prefill",
          Phase.PREFILL,
          "decode",
          Phase.DECODE,
          "train",
          Phase.TRAIN,
          "generate",
          Phase.GENERATE);
  private static final Map<String, Training.Optimizer> OPTIMIZERS =
      byKey(Training.Optimizer.values(), Training.Optimizer::key);
  private static final Map<String, Basis> BASES =
      Map.of(
          "predicted",
          Basis.PREDICTED,
          "roofline",
          Basis.ROOFLINE,
          "roofline_links_free",
          Basis.ROOFLINE_LINKS_FREE);

  /** A unit of published numbers: what it is of, and how many plain units it is. */
  private record Scale(Kind kind, double factor) {}

  private final MappingReader cell;
  private final MappingReader common;
  private final ModelCatalog models;

  CellReader(MappingReader cell, MappingReader common, ModelCatalog models) {
    this.cell = cell;
    this.common = common;
    this.models = models;
    common.ignore(KEYS.toArray(String[]::new));
  }

  private static Map<String, Scale> units() {
    Map<String, Scale> units = new LinkedHashMap<>();
    units.put("s", new Scale(Kind.SECONDS, 1));
    units.put("ms", new Scale(Kind.SECONDS, 1e-3));
    units.put("us", new Scale(Kind.SECONDS, 1e-6));
    units.put("tokens/s", new Scale(Kind.TOKENS_PER_SECOND, 1));
    units.put("elements", new Scale(Kind.KV_ELEMENTS_PER_TOKEN, 1));
    units.put("GB", new Scale(Kind.KV_CACHE_BYTES, 1e9));
    units.put("tokens", new Scale(Kind.MAX_CONTEXT, 1));
    units.put("GB of memory", new Scale(Kind.MEMORY, 1e9));
    units.put("TFLOP/s", new Scale(Kind.FLOP_PER_SECOND, 1e12));
    units.put("GB/s", new Scale(Kind.BYTES_PER_SECOND, 1e9));
    return units;
  }

  private static <T> Map<String, T> byKey(T[] values, Function<T, String> key) {
    Map<String, T> map = new LinkedHashMap<>();
    Arrays.stream(values).forEach(value -> map.put(key.apply(value), value));
    return map;
  }

  /** The mapping that has a key: the cell, else what is common; the cell if none has. */
  private MappingReader of(String key) {
    return !cell.has(key) && common.has(key) ? common : cell;
  }

  private Optional<String> text(String key) {
    return of(key).optionalText(key);
  }

  private long whole(String key, long least, long most, long usual) {
    return of(key).optionalInteger(key, least, most).orElse(usual);
  }

  private boolean flag(String key) {
    return of(key).optionalFlag(key).orElse(false);
  }

  private void fault(String key, RuntimeException e) {
    of(key).fault(key, String.valueOf(e.getMessage()));
  }

  /** The cell. */
  Cell read(String id) {
    Scale unit = of("unit").oneOf("unit", UNITS);
    double published = cell.number("published") * unit.factor();
    Model model = model();
    Phase phase = of("phase").optionalOneOf("phase", PHASES).orElse(Phase.DECODE);
    Training.Optimizer optimizer =
        of("optimizer").optionalOneOf("optimizer", OPTIMIZERS).orElse(Training.Optimizer.ADAM);
    Quantity quantity =
        new Quantity(
            unit.kind(),
            of("basis").optionalOneOf("basis", BASES).orElse(Basis.PREDICTED),
            of("per").optionalNumber("per").orElse(1),
            flag("attention_only"),
            new Training(optimizer, false),
            whole("output_len", 1, GenerationRequest.LONGEST_OUTPUT, 1),
            of("kv_memory_share").optionalNumber("kv_memory_share").orElse(1));
    cell.optionalText("note");
    return new Cell(
        id,
        text("column").orElse(""),
        text("system").orElse(""),
        model,
        scenario(model, phase),
        machine(),
        quantity,
        positive(published));
  }

  private double positive(double published) {
    if (published > 0) {
      return published;
    }
    cell.fault("published", "must be > 0");
    return 1;
  }

  private Machine machine() {
    return new Machine(text("device").orElse(""), sharding(), text("kernel").orElse(""));
  }

  private Sharding sharding() {
    try {
      return new Sharding(
          ways("tensor_parallel"),
          ways("pipeline_parallel"),
          ways("data_parallel"),
          ways("expert_parallel"),
          ways("context_parallel"),
          of("layout")
              .optionalOneOf("layout", WeightLayout.byKey())
              .orElse(WeightLayout.STATIONARY_1D),
          of("attention_layout")
              .optionalOneOf("attention_layout", AttentionLayout.byKey())
              .orElse(AttentionLayout.HEADS));
    } catch (IllegalArgumentException e) {
      cell.fault(String.valueOf(e.getMessage()));
      return Sharding.NONE;
    }
  }

  private int ways(String key) {
    return (int) whole(key, 1, 1 << 16, 1);
  }

  private Model model() {
    String name = of("model").text("model");
    try {
      Model model = models.find(name).model();
      Model changed = changed(model);
      return flag("match_parameters") ? ParameterMatching.match(changed, model) : changed;
    } catch (IllegalArgumentException e) {
      fault("model", e);
      return models.find("shazeer-wmt-mha").model();
    }
  }

  private Model changed(Model model) {
    Optional<String> variant = text("attention");
    Model sized = sized(model);
    Model arranged =
        variant.isPresent() ? AttentionVariant.parse(variant.get()).applyTo(sized) : sized;
    Model changed =
        new HeadOverrides(
                heads("num_attention_heads"),
                heads("num_key_value_heads"),
                heads("head_dim"),
                OptionalInt.empty(),
                OptionalLong.empty())
            .applyTo(arranged);
    return flag("bidirectional")
        ? changed.mapDecoder(
            layer ->
                new Layer(
                    layer.attention().withMask(new Mask.Bidirectional()),
                    layer.crossAttention(),
                    layer.feedForward(),
                    layer.parallel()))
        : changed;
  }

  /** The model with other sizes; layers of each stack in one group alone. */
  private Model sized(Model model) {
    int layers = (int) whole("num_hidden_layers", 1, 1 << 20, 0);
    int width = (int) whole("hidden_size", 1, 1 << 20, model.modelDim());
    int hidden = (int) whole("intermediate_size", 1, 1 << 24, 0);
    long vocabulary = whole("vocab_size", 1, 1 << 24, model.embedding().vocabularySize());
    Model resized =
        new Model(
            model.name(),
            width,
            new Embedding(
                (int) vocabulary, model.embedding().tied(), model.embedding().positions()),
            model.maxContext(),
            layers(model.decoder(), layers),
            layers(model.encoder(), layers),
            model.source());
    return hidden == 0
        ? resized
        : resized.mapLayers(
            layer ->
                layer.feedForward() instanceof FeedForward.Dense dense
                    ? new Layer(
                        layer.attention(),
                        layer.crossAttention(),
                        new FeedForward.Dense(hidden, dense.gated()),
                        layer.parallel())
                    : layer);
  }

  private List<LayerGroup> layers(List<LayerGroup> groups, int count) {
    if (count == 0 || groups.isEmpty()) {
      return groups;
    }
    if (groups.size() > 1) {
      throw new IllegalArgumentException(
          "num_hidden_layers: is changed of models whose layers are alike");
    }
    return List.of(new LayerGroup(count, groups.get(0).layer()));
  }

  private OptionalInt heads(String key) {
    OptionalLong number = of(key).optionalInteger(key, 1, 1 << 20);
    return number.isPresent() ? OptionalInt.of((int) number.getAsLong()) : OptionalInt.empty();
  }

  private Scenario scenario(Model model, Phase phase) {
    long most = Segment.MAX_LENGTH;
    boolean decodes = phase == Phase.DECODE;
    long beams = whole("beams", 1, Scenario.MOST_BEAMS, 1);
    long input = whole("input_len", 1, most, 0);
    boolean encodes = model.isEncoderDecoder() && phase == Phase.PREFILL;
    boolean generates = phase == Phase.GENERATE;
    long query = encodes || generates ? Math.max(1, input) : whole("query_length", 1, most, 1);
    long context = decodes ? whole("context_length", 0, most, 0) : 0;
    ExecutionPolicy policy = policy();
    try {
      return new Scenario(
          phase,
          Batch.uniform(whole("batch_size", 1, most, 1) * beams, query, context),
          model.isEncoderDecoder() ? input : 0,
          precision(policy),
          policy,
          CacheState.WARM,
          (int) beams,
          0);
    } catch (IllegalArgumentException e) {
      cell.fault(String.valueOf(e.getMessage()));
      return Scenario.decode(1, 0);
    }
  }

  private ExecutionPolicy policy() {
    Map<String, ExecutionPolicy> policies = new LinkedHashMap<>();
    RuntimeCatalog.names().forEach(name -> policies.put(name, RuntimeCatalog.find(name)));
    return of("runtime").optionalOneOf("runtime", policies).orElse(ExecutionPolicy.FLASH);
  }

  private Precision precision(ExecutionPolicy policy) {
    DataType type = of("dtype").optionalOneOf("dtype", TYPES).orElse(DataType.BF16);
    Precision fixed = policy.types().applyTo(Precision.of(type));
    Precision precision =
        of("weight_dtype")
            .optionalOneOf("weight_dtype", TYPES)
            .map(fixed::withWeights)
            .orElse(fixed);
    Optional<String> cache = text("kv_cache_dtype");
    try {
      return cache.isPresent() ? precision.withKvCache(KvFormat.parse(cache.get())) : precision;
    } catch (IllegalArgumentException e) {
      fault("kv_cache_dtype", e);
      return precision;
    }
  }
}
