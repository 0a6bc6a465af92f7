package dev.headroom.workload;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Changes to the heads of every attention layer of a model, for what-if questions.
 *
 * @param queryHeads other number of query heads; KV heads follow where they were as many
 * @param kvHeads other number of KV heads
 * @param headDim other width of keys and values
 * @param valueDim other width of values alone
 * @param window sliding window of the decoder's self-attention, in tokens
 */
public record HeadOverrides(
    OptionalInt queryHeads,
    OptionalInt kvHeads,
    OptionalInt headDim,
    OptionalInt valueDim,
    OptionalLong window) {

  /** The model with these changes. */
  public Model applyTo(Model model) {
    Model changed =
        model.mapLayers(
            layer ->
                new Layer(
                    heads(layer.attention()),
                    layer.crossAttention() == null ? null : grouped(layer.crossAttention()),
                    layer.feedForward(),
                    layer.parallel()));
    return window.isEmpty() ? changed : changed.mapDecoder(this::windowed);
  }

  private Attention heads(Attention attention) {
    if (attention instanceof GroupedAttention grouped) {
      return grouped(grouped);
    }
    LatentAttention latent = (LatentAttention) attention;
    if (kvHeads.isPresent() || headDim.isPresent() || valueDim.isPresent()) {
      throw new IllegalArgumentException(
          "--num-key-value-heads, --head-dim, --v-head-dim: latent attention has no KV heads to change;"
              + " choose --attention mha, gqa:N or mqa first");
    }
    return latent.withQueryHeads(queryHeads.orElse(latent.queryHeads()));
  }

  private GroupedAttention grouped(GroupedAttention attention) {
    int heads = queryHeads.orElse(attention.queryHeads());
    boolean multiHead = attention.kvHeads() == attention.queryHeads();
    return new GroupedAttention(
        heads,
        kvHeads.orElse(multiHead ? heads : attention.kvHeads()),
        headDim.orElse(attention.keyDim()),
        valueDim.orElse(headDim.orElse(attention.valueDim())),
        attention.mask(),
        attention.keyValues());
  }

  private Layer windowed(Layer layer) {
    return new Layer(
        layer.attention().withMask(new Mask.Window(window.orElseThrow())),
        layer.crossAttention(),
        layer.feedForward(),
        layer.parallel());
  }
}
