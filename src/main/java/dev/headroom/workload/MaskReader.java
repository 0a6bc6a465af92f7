package dev.headroom.workload;

import dev.headroom.document.Scalar;
import dev.headroom.document.Sequence;
import dev.headroom.document.ValueReader;
import dev.headroom.workload.ModelFamily.Trait;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Reads which keys each layer may see: whole context, window, chunk or the best-scored ones. */
final class MaskReader {
  private static final Mask FULL = new Mask.Causal();

  private final ConfigFields fields;
  private final int layers;

  MaskReader(ConfigFields fields, int layers) {
    this.fields = fields;
    this.layers = layers;
  }

  /** The masks of all layers, from the first to the last. */
  List<Mask> read() {
    OptionalInt topKeys = fields.find(ConfigKey.TOP_KEYS);
    if (topKeys.isPresent()) {
      return Collections.nCopies(layers, new Mask.TopK(topKeys.getAsInt(), indexer()));
    }
    Optional<ValueReader> types = fields.value("layer_types");
    if (types.isPresent()) {
      return byType(types.get());
    }
    return fields.is(Trait.CHUNKED) ? chunked() : windowed();
  }

  private Optional<Indexer> indexer() {
    OptionalInt heads = fields.find(ConfigKey.INDEX_HEADS);
    OptionalInt dim = fields.find(ConfigKey.INDEX_DIM);
    if (heads.isPresent() && dim.isPresent()) {
      return Optional.of(new Indexer(heads.getAsInt(), dim.getAsInt()));
    }
    fields.warn(
        "index_topk",
        "the indexer is not counted without index_n_heads and index_head_dim: neither its work, nor"
            + " its weights, nor its cache");
    return Optional.empty();
  }

  private List<Mask> byType(ValueReader types) {
    List<ValueReader> items = types.items();
    if (types.node() instanceof Sequence && items.size() != layers) {
      types.fault("must name " + layers + " layers, one each, named " + items.size());
      return Collections.nCopies(layers, FULL);
    }
    List<Mask> masks = new ArrayList<>();
    Map<String, Integer> unknown = new LinkedHashMap<>();
    for (ValueReader item : items) {
      String name = item.plain();
      switch (name) {
        case "full_attention", "attention", "global_attention" -> masks.add(FULL);
        case "sliding_attention", "local_attention" ->
            masks.add(new Mask.Window(fields.require(ConfigKey.WINDOW)));
        case "chunked_attention" -> masks.add(new Mask.Chunk(fields.require(ConfigKey.CHUNK)));
        default -> {
          // The same unknown type in forty layers is one fault, told where it first stands.
          if (unknown.merge(name, 1, Integer::sum) == 1) {
            item.fault(
                "layers of type '"
                    + name
                    + "' are not modelled; known: full_attention, sliding_attention,"
                    + " chunked_attention");
          }
        }
      }
    }
    return masks.size() == layers ? masks : Collections.nCopies(layers, FULL);
  }

  private List<Mask> chunked() {
    Mask chunk = new Mask.Chunk(fields.require(ConfigKey.CHUNK));
    List<ValueReader> marks = fields.reader().items("no_rope_layers");
    if (marks.isEmpty()) {
      int interval = fields.require(ConfigKey.UNROTATED_LAYER_INTERVAL);
      return each(layer -> (layer + 1) % interval != 0, chunk);
    }
    if (marks.size() != layers) {
      fields
          .reader()
          .fault("no_rope_layers", "must mark " + layers + " layers, marked " + marks.size());
      return Collections.nCopies(layers, FULL);
    }
    // Despite the key's name, 1 marks a layer that has rotary positions and is chunked.
    List<Boolean> local = marks.stream().map(mark -> mark.integer(0, 1) == 1).toList();
    return each(local::get, chunk);
  }

  private List<Mask> windowed() {
    boolean wanted = fields.flag("use_sliding_window").orElse(!fields.is(Trait.WINDOW_ON_REQUEST));
    OptionalInt size = wanted ? fields.find(ConfigKey.WINDOW) : OptionalInt.empty();
    if (size.isEmpty()) {
      return Collections.nCopies(layers, FULL);
    }
    Mask window = new Mask.Window(size.getAsInt());
    Optional<ValueReader> pattern =
        fields.value("sliding_window_pattern").or(() -> fields.value("_sliding_window_pattern"));
    if (pattern.isPresent()) {
      return byPattern(pattern.get(), window);
    }
    if (fields.is(Trait.WINDOW_ON_REQUEST)) {
      int first = fields.find(ConfigKey.FIRST_WINDOW_LAYER).orElse(28);
      return each(layer -> layer >= first, window);
    }
    int run = fields.family().localLayers();
    fields.assume("the window in every layer");
    return each(layer -> run == 0 || (layer + 1) % run != 0, window);
  }

  /** A run's length, its last layer global; or a run spelled in letters, as {@code LLLG}. */
  private List<Mask> byPattern(ValueReader pattern, Mask window) {
    if (pattern.node() instanceof Scalar scalar && scalar.kind() == Scalar.Kind.STRING) {
      String letters = scalar.text();
      if (!letters.matches("[LG]+")) {
        pattern.fault(
            "must be a whole number or letters L (local) and G (global), was '" + letters + "'");
        return Collections.nCopies(layers, FULL);
      }
      return each(layer -> letters.charAt(layer % letters.length()) == 'L', window);
    }
    long run = pattern.integer(1, layers + 1L);
    return each(layer -> (layer + 1) % run != 0, window);
  }

  private List<Mask> each(IntPredicate local, Mask mask) {
    return IntStream.range(0, layers).mapToObj(layer -> local.test(layer) ? mask : FULL).toList();
  }
}
