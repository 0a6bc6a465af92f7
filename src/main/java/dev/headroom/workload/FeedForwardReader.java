package dev.headroom.workload;

import dev.headroom.document.Sequence;
import dev.headroom.document.ValueReader;
import dev.headroom.workload.ModelFamily.Trait;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Reads the feed-forward block of each layer: dense, or experts. */
final class FeedForwardReader {
  private static final List<String> ACTIVATION =
      List.of("hidden_act", "hidden_activation", "activation_function", "activation");

  private static final Map<String, Boolean> SPARSE_BY_TYPE =
      new TreeMap<>(Map.of("dense", false, "sparse", true));

  private final ConfigFields fields;
  private final boolean gated;

  FeedForwardReader(ConfigFields fields) {
    this.fields = fields;
    this.gated = readGated();
  }

  /** The blocks of all layers, from the first to the last. */
  List<FeedForward> read(int layers) {
    int experts = fields.find(ConfigKey.EXPERTS).orElse(0);
    if (experts == 0) {
      return Collections.nCopies(layers, dense());
    }
    IntPredicate routed = routedLayers(layers);
    FeedForward mixture = experts(experts);
    // A file without dense layers need not state their width.
    boolean allRouted = IntStream.range(0, layers).allMatch(routed);
    FeedForward dense = allRouted ? mixture : dense();
    return IntStream.range(0, layers)
        .mapToObj(layer -> routed.test(layer) ? mixture : dense)
        .toList();
  }

  /** A dense block whose width stands under {@code widthKey}, or under the general key. */
  FeedForward.Dense dense(ConfigKey widthKey) {
    OptionalInt own = fields.find(widthKey);
    return own.isPresent() ? new FeedForward.Dense(own.getAsInt(), gated) : dense();
  }

  private FeedForward.Dense dense() {
    OptionalInt besideExperts = fields.find(ConfigKey.DENSE_FFN_DIM);
    int width = besideExperts.isPresent() ? besideExperts.getAsInt() : width();
    return new FeedForward.Dense(fields.is(Trait.HALVED) ? Math.max(1, width / 2) : width, gated);
  }

  private int width() {
    if (fields.find(ConfigKey.FFN_DIM).isPresent()) {
      return fields.require(ConfigKey.FFN_DIM);
    }
    Optional<ValueReader> ratio = fields.value("expansion_ratio");
    if (ratio.isPresent()) {
      return fields.require(ConfigKey.HIDDEN_SIZE) * (int) ratio.get().integer(1, 64);
    }
    return fields.is(Trait.FOURFOLD)
        ? 4 * fields.require(ConfigKey.HIDDEN_SIZE)
        : fields.require(ConfigKey.FFN_DIM);
  }

  private FeedForward.Experts experts(int experts) {
    int perToken = fields.require(ConfigKey.EXPERTS_PER_TOKEN);
    int width = expertWidth();
    if (perToken > experts) {
      fields.fault(
          ConfigKey.EXPERTS_PER_TOKEN,
          "must be at most the number of experts " + experts + ", was " + perToken);
      perToken = experts;
    }
    return new FeedForward.Experts(experts, perToken, width, sharedWidth(width), gated);
  }

  private int expertWidth() {
    OptionalInt own = fields.find(ConfigKey.EXPERT_DIM);
    if (own.isPresent()) {
      return own.getAsInt();
    }
    if (fields.is(Trait.UNKNOWN)) {
      fields.assume("experts as wide as intermediate_size");
      return width();
    }
    return fields.is(Trait.WIDE_EXPERTS) ? width() : fields.require(ConfigKey.EXPERT_DIM);
  }

  private int sharedWidth(int expertWidth) {
    OptionalInt stated = fields.find(ConfigKey.SHARED_DIM);
    if (stated.isPresent()) {
      return stated.getAsInt();
    }
    int implied = fields.is(Trait.SHARED_EXPERT) ? 1 : 0;
    return fields.find(ConfigKey.SHARED_EXPERTS).orElse(implied) * expertWidth;
  }

  /** Which layers have experts: those listed, or all after the first dense ones, at every step. */
  private IntPredicate routedLayers(int layers) {
    Optional<ValueReader> types = fields.value("mlp_layer_types");
    if (types.isPresent()) {
      return byType(types.get(), layers);
    }
    int first = fields.find(ConfigKey.FIRST_DENSE_LAYERS).orElse(0);
    int last = fields.find(ConfigKey.LAST_EXPERT_LAYER).orElse(layers - 1);
    int step = fields.find(ConfigKey.EXPERT_LAYER_STEP).orElse(1);
    Set<Integer> listedDense =
        fields.reader().items("mlp_only_layers").stream()
            .map(item -> (int) item.integer(0, layers - 1))
            .collect(Collectors.toSet());
    IntPredicate frequent = byFrequency(layers);
    return layer ->
        layer >= first
            && layer <= last
            && (layer + 1) % step == 0
            && !listedDense.contains(layer)
            && frequent.test(layer);
  }

  private static IntPredicate byType(ValueReader types, int layers) {
    List<ValueReader> items = types.items();
    if (items.size() != layers) {
      types.fault("must name " + layers + " layers, one each, named " + items.size());
      return layer -> true;
    }
    List<Boolean> sparse = items.stream().map(item -> item.oneOf(SPARSE_BY_TYPE)).toList();
    return sparse::get;
  }

  private IntPredicate byFrequency(int layers) {
    Optional<ValueReader> frequency = fields.value("moe_layer_freq");
    if (frequency.isEmpty()) {
      return layer -> true;
    }
    if (frequency.get().node() instanceof Sequence) {
      List<ValueReader> items = frequency.get().items();
      if (items.size() != layers) {
        frequency.get().fault("must mark " + layers + " layers, marked " + items.size());
        return layer -> true;
      }
      List<Boolean> marks = items.stream().map(item -> item.integer(0, 1) == 1).toList();
      return marks::get;
    }
    long every = frequency.get().integer(1, layers);
    return layer -> layer % every == 0;
  }

  private boolean readGated() {
    Optional<Boolean> stated = fields.flag("is_gated_act");
    if (stated.isPresent()) {
      return stated.get();
    }
    Optional<String> projection = fields.reader().optionalText("feed_forward_proj");
    if (projection.isPresent()) {
      return projection.get().startsWith("gated-");
    }
    if (fields.is(Trait.EXPLICIT)) {
      return fields.reader().flag("is_gated_act");
    }
    return fields.is(Trait.UNKNOWN) ? guessGated() : !fields.is(Trait.PLAIN);
  }

  private boolean guessGated() {
    String activation = fields.text(ACTIVATION).orElse("not given");
    String name = activation.toLowerCase(Locale.ROOT);
    boolean plain = name.startsWith("gelu") || name.startsWith("relu");
    fields.assume(
        (plain ? "a feed-forward of two matrices" : "a gated feed-forward of three matrices")
            + " (activation "
            + activation
            + ")");
    return !plain;
  }
}
