package dev.headroom.workload;

import java.util.List;

/** Shapes for tests, written out by hand from their papers. */
public final class Models {
  private Models() {}

  /**
   * Shazeer 2019, section 4.1: 6+6 layers, d 1024, d_ff 4096, eight heads of 128, tied 33,536
   * words, 2 × 256 positions.
   */
  public static Model wmt(int kvHeads, int feedForward) {
    return wmt(8, kvHeads, 128, feedForward, new Mask.Causal());
  }

  /** The same with any heads and decoder mask. */
  public static Model wmt(int heads, int kvHeads, int dim, int feedForward, Mask decoderMask) {
    FeedForward ffn = new FeedForward.Dense(feedForward, false);
    GroupedAttention cross =
        new GroupedAttention(heads, kvHeads, dim, dim, new Mask.Bidirectional());
    Layer decoder =
        new Layer(new GroupedAttention(heads, kvHeads, dim, dim, decoderMask), cross, ffn, false);
    return new Model(
        "wmt",
        1024,
        new Embedding(33_536, true, 512),
        256,
        List.of(new LayerGroup(6, decoder)),
        List.of(new LayerGroup(6, Layer.of(cross, ffn))),
        "Shazeer 2019");
  }

  /** Touvron et al. 2023: Llama 2. */
  public static Model llama2(
      String name, int layers, int dim, int heads, int kvHeads, int feedForward) {
    Layer layer =
        Layer.of(
            new GroupedAttention(heads, kvHeads, 128, 128, new Mask.Causal()),
            new FeedForward.Dense(feedForward, true));
    return new Model(
        name,
        dim,
        new Embedding(32_000, false, 0),
        4096,
        List.of(new LayerGroup(layers, layer)),
        List.of(),
        "Llama 2");
  }

  /** Llama 2 7B. */
  public static Model llama2With7B() {
    return llama2("llama-2-7b", 32, 4096, 32, 32, 11_008);
  }

  /** Llama 2 13B. */
  public static Model llama2With13B() {
    return llama2("llama-2-13b", 40, 5120, 40, 40, 13_824);
  }

  /** One layer of one attention with a one-channel feed-forward, for laws about attention. */
  public static Model single(int modelDim, Attention attention) {
    return new Model(
        "single",
        modelDim,
        new Embedding(1, true, 0),
        1 << 20,
        List.of(new LayerGroup(1, Layer.of(attention, new FeedForward.Dense(1, false)))),
        List.of(),
        "made up");
  }
}
