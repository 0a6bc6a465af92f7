package dev.headroom.timing;

/**
 * One attention call for a prompt's chunk and sequences of one new token together, as servers batch
 * them.
 *
 * @param chunk new tokens of prompts
 * @param decode sequences of one new token; same heads, widths and types
 */
public record MixedShape(KernelShape chunk, KernelShape decode) implements Call {
  /** Refuses parts that no one kernel can compute together. */
  public MixedShape {
    if (!chunk.heads().equals(decode.heads())
        || !chunk.widths().equals(decode.widths())
        || chunk.productType() != decode.productType()
        || chunk.kvType() != decode.kvType()) {
      throw new IllegalArgumentException("mixed: both parts need the same heads, widths and types");
    }
  }

  @Override
  public double flop() {
    return chunk.flop() + decode.flop();
  }

  @Override
  public double compulsoryBytes() {
    return chunk.compulsoryBytes() + decode.compulsoryBytes();
  }

  @Override
  public String variant() {
    return chunk.variant();
  }

  @Override
  public long[] identity() {
    return new long[] {
      chunk.sequences(),
      chunk.lengths().query(),
      chunk.lengths().keys(),
      decode.sequences(),
      decode.lengths().keys(),
      chunk.heads().query(),
      chunk.heads().kv(),
      chunk.widths().key()
    };
  }
}
