package dev.headroom.workload;

import dev.headroom.document.Mapping;
import dev.headroom.document.Nearest;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Tells a key that is one letter away from one that counts. Foreign keys are otherwise ignored, and
 * with {@code num_key_value_head} ignored, a model would silently have all its KV heads.
 */
final class MisspelledKeys {
  /** Shorter names are one letter from too many others. */
  private static final int SHORTEST = 6;

  private static final Set<String> COUNTED = new LinkedHashSet<>();

  static {
    Arrays.stream(ConfigKey.values())
        .flatMap(key -> key.names().stream())
        .filter(name -> !name.contains("."))
        .forEach(COUNTED::add);
    COUNTED.addAll(
        List.of(
            "model_type",
            "layer_types",
            "mlp_layer_types",
            "sliding_window_pattern",
            "_sliding_window_pattern",
            "use_sliding_window",
            "no_rope_layers",
            "moe_layer_freq",
            "mlp_only_layers",
            "expansion_ratio",
            "new_decoder_architecture",
            "multi_query",
            "multi_query_attention",
            "parallel_attn",
            "use_parallel_residual",
            "is_gated_act",
            "feed_forward_proj",
            "is_encoder_decoder",
            "tie_word_embeddings",
            "position_embedding_type"));
  }

  private MisspelledKeys() {}

  /** Notes a fault for every such key, unless the right one is there too. */
  static void refuse(ConfigFields fields) {
    Mapping mapping = fields.reader().node();
    for (Mapping.Entry entry : mapping.entries()) {
      String key = entry.key();
      if (key.length() < SHORTEST || COUNTED.contains(key)) {
        continue;
      }
      for (String name : COUNTED) {
        // Lengths first: the distance is dear, and a start must be quick.
        if (Math.abs(name.length() - key.length()) <= 1
            && Nearest.distance(key, name) == 1
            && mapping.get(name).isEmpty()) {
          fields.reader().fault(key, "unknown key; did you mean '" + name + "'?");
          break;
        }
      }
    }
  }
}
