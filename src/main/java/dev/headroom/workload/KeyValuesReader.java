package dev.headroom.workload;

import dev.headroom.workload.GroupedAttention.KeyValues;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Reads where each layer's keys and values come from: its own projections, one projection for both
 * ({@code attention_k_eq_v}), or an earlier layer's cache.
 *
 * <p>Two forms of sharing are known: the last {@code num_kv_shared_layers} layers reuse (Gemma 3n;
 * a decoder–decoder such as YOCO), or of every {@code cla_share_factor} consecutive layers the
 * first owns and the others reuse ({@code use_cla}, cross-layer attention).
 */
final class KeyValuesReader {
  private final ConfigFields fields;
  private final int layers;

  KeyValuesReader(ConfigFields fields, int layers) {
    this.fields = fields;
    this.layers = layers;
  }

  /** The layers' kinds, from the first to the last. */
  List<KeyValues> read() {
    boolean tied = fields.flag("attention_k_eq_v").orElse(false);
    KeyValues own = tied ? KeyValues.TIED : KeyValues.SEPARATE;
    OptionalInt reusing = fields.find(ConfigKey.REUSING_LAYERS);
    int factor = fields.flag("use_cla").orElse(false) ? fields.require(ConfigKey.SHARE_FACTOR) : 1;
    if (reusing.orElse(0) >= layers) {
      fields.fault(
          ConfigKey.REUSING_LAYERS,
          "must be below the number of layers " + layers + ", was " + reusing.orElse(0));
      return Collections.nCopies(layers, own);
    }
    if (tied && (reusing.orElse(0) > 0 || factor > 1)) {
      fields
          .reader()
          .fault("attention_k_eq_v", "cannot be modelled together with layers that share caches");
      return Collections.nCopies(layers, own);
    }
    int owners = layers - reusing.orElse(0);
    return IntStream.range(0, layers)
        .mapToObj(layer -> layer >= owners || layer % factor != 0 ? KeyValues.REUSED : own)
        .toList();
  }
}
