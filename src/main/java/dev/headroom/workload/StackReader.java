package dev.headroom.workload;

import dev.headroom.workload.GroupedAttention.KeyValues;
import dev.headroom.workload.ModelFamily.Trait;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the layers of a model out of a {@code config.json}, identical ones counted together. */
final class StackReader {
  private final ConfigFields fields;
  private final AttentionReader attentions;
  private final FeedForwardReader feedForwards;

  StackReader(ConfigFields fields) {
    this.fields = fields;
    this.attentions = new AttentionReader(fields);
    this.feedForwards = new FeedForwardReader(fields);
  }

  /** Whether an encoder comes before the decoder. */
  static boolean hasEncoder(ConfigFields fields) {
    return fields.flag("is_encoder_decoder").orElse(fields.is(Trait.ENCODER_DECODER));
  }

  /** The layers of a decoder-only model. */
  List<LayerGroup> decoderOnly() {
    boolean depthKnown = fields.find(ConfigKey.LAYERS).isPresent();
    int depth = fields.require(ConfigKey.LAYERS);
    Attention attention = attentions.read();
    boolean parallel = parallel();
    // Lists with an entry a layer cannot be checked against a depth that is not there.
    List<Mask> masks =
        depthKnown
            ? new MaskReader(fields, depth).read()
            : Collections.nCopies(depth, new Mask.Causal());
    List<KeyValues> keyValues =
        depthKnown
            ? new KeyValuesReader(fields, depth).read()
            : Collections.nCopies(depth, KeyValues.SEPARATE);
    List<FeedForward> blocks = feedForwards.read(depth);
    refuseOrphans(keyValues, masks);
    List<Layer> layers = new ArrayList<>();
    for (int layer = 0; layer < depth; layer++) {
      layers.add(
          new Layer(
              sharing(attention, keyValues.get(layer)).withMask(masks.get(layer)),
              null,
              blocks.get(layer),
              parallel));
    }
    return grouped(layers);
  }

  /** A layer can only reuse the cache of an earlier layer that keeps what it wants to see. */
  private void refuseOrphans(List<KeyValues> keyValues, List<Mask> masks) {
    Set<Mask> kept = new HashSet<>();
    for (int layer = 0; layer < keyValues.size(); layer++) {
      if (keyValues.get(layer) != KeyValues.REUSED) {
        kept.add(masks.get(layer));
      } else if (!kept.contains(masks.get(layer))) {
        fields
            .reader()
            .fault(
                "layer "
                    + layer
                    + " reuses keys and values under the mask '"
                    + masks.get(layer).describe()
                    + "', but no earlier layer with that mask keeps any");
        return;
      }
    }
  }

  private Attention sharing(Attention attention, KeyValues keyValues) {
    if (keyValues == KeyValues.SEPARATE) {
      return attention;
    }
    if (attention instanceof GroupedAttention grouped) {
      return grouped.withKeyValues(keyValues);
    }
    fields.fault(
        ConfigKey.KV_RANK,
        "cannot be modelled where layers share keys and values; expected it absent");
    return attention;
  }

  /** Notes what is counted in decoder-only models alone. */
  void refuseBesideEncoder() {
    for (ConfigKey key : List.of(ConfigKey.KV_RANK, ConfigKey.EXPERTS)) {
      if (fields.find(key).orElse(0) > 0) {
        fields.fault(key, "cannot be modelled in an encoder–decoder model; expected it absent");
      }
    }
  }

  /** The encoder's layers, all alike: every token sees every other. */
  List<LayerGroup> encoder() {
    Attention attention =
        attentions.grouped(ConfigKey.ENCODER_HEADS).withMask(new Mask.Bidirectional());
    FeedForward block = feedForwards.dense(ConfigKey.ENCODER_FFN_DIM);
    int depth = fields.require(ConfigKey.ENCODER_LAYERS);
    return List.of(new LayerGroup(depth, new Layer(attention, null, block, false)));
  }

  /**
   * The layers of a decoder that attends to an encoder: cross-attention has the shape of
   * self-attention, and a window holds for self-attention alone.
   */
  List<LayerGroup> decoderAfterEncoder() {
    int depth =
        fields
            .find(ConfigKey.DECODER_LAYERS)
            .orElseGet(() -> fields.require(ConfigKey.ENCODER_LAYERS));
    GroupedAttention attention = attentions.grouped(ConfigKey.DECODER_HEADS);
    GroupedAttention cross = attention.withMask(new Mask.Bidirectional());
    FeedForward block = feedForwards.dense(ConfigKey.DECODER_FFN_DIM);
    List<Layer> layers = new ArrayList<>();
    for (Mask mask : new MaskReader(fields, depth).read()) {
      layers.add(new Layer(attention.withMask(mask), cross, block, false));
    }
    return grouped(layers);
  }

  private boolean parallel() {
    if (fields.is(Trait.PARALLEL)) {
      return true;
    }
    Optional<Boolean> stated =
        fields.flag("parallel_attn").or(() -> fields.flag("use_parallel_residual"));
    if (stated.isEmpty() && fields.is(Trait.EXPLICIT)) {
      return fields.reader().flag("parallel_attn");
    }
    if (stated.isEmpty()) {
      fields.assume("attention before feed-forward in each layer");
    }
    return stated.orElse(fields.is(Trait.PARALLEL_BY_DEFAULT));
  }

  private static List<LayerGroup> grouped(List<Layer> layers) {
    Map<Layer, Integer> counts = new LinkedHashMap<>();
    for (Layer layer : layers) {
      counts.merge(layer, 1, Integer::sum);
    }
    return counts.entrySet().stream()
        .map(entry -> new LayerGroup(entry.getValue(), entry.getKey()))
        .toList();
  }
}
