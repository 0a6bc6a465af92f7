package dev.headroom.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What-if changes of a whole model; faults name the options that ask for them.
 *
 * @param heads of every attention layer
 * @param variant to be put in the place of its attention, if any
 * @param layers other number of decoder layers; kinds of layers keep their shares
 */
public record ModelChange(
    HeadOverrides heads, Optional<AttentionVariant> variant, OptionalInt layers) {

  /**
   * The changed model. Heads are changed first, so that a variant may build on their number; but
   * latent attention has no KV heads and head widths before a variant gives it some.
   *
   * @throws IllegalArgumentException if the model cannot be changed so
   */
  public Model applyTo(Model model) {
    boolean variantFirst =
        model.attention() instanceof LatentAttention
            && variant.filter(each -> each.kind() != AttentionVariant.Kind.MLA).isPresent();
    Model changed = variantFirst ? overridden(arranged(model)) : arranged(overridden(model));
    return layers.isEmpty() ? changed : withLayers(changed, layers.getAsInt());
  }

  private Model arranged(Model model) {
    if (variant.isEmpty()) {
      return model;
    }
    try {
      return variant.get().applyTo(model);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--attention " + variant.get() + ": " + e.getMessage(), e);
    }
  }

  private Model overridden(Model model) {
    try {
      return heads.applyTo(model);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(asOption(String.valueOf(e.getMessage())), e);
    }
  }

  /** A fault of the key {@code num_key_value_heads} as one of {@code --num-key-value-heads}. */
  private static String asOption(String message) {
    int end = message.indexOf(':');
    return message.startsWith("--") || end < 0
        ? message
        : "--" + message.substring(0, end).replace('_', '-') + message.substring(end);
  }

  private static Model withLayers(Model model, int count) {
    long now = model.decoderLayers();
    List<LayerGroup> decoder = new ArrayList<>();
    for (LayerGroup group : model.decoder()) {
      long scaled = (long) group.count() * count;
      if (scaled % now != 0) {
        throw new IllegalArgumentException(
            "--num-hidden-layers: "
                + count
                + " layers do not keep the shares of the "
                + model.decoder().size()
                + " kinds of layers of '"
                + model.name()
                + "', which has "
                + now);
      }
      decoder.add(new LayerGroup((int) (scaled / now), group.layer()));
    }
    return new Model(
        model.name(),
        model.modelDim(),
        model.embedding(),
        model.maxContext(),
        decoder,
        model.encoder(),
        model.source());
  }
}
