package dev.headroom.plan;

import dev.headroom.cost.OperatorGroup;
import dev.headroom.cost.OperatorKind;
import dev.headroom.cost.StepModel;

/**
 * KV blocks that a sequence occupies, by its tokens. A block holds so many tokens of all layers;
 * layers with a window keep no more than the window, so that long sequences need fewer blocks than
 * their tokens would fill.
 */
public final class KvDemand {
  private final int blockTokens;
  private final double blockBytes;
  private final int[] blocks;

  private KvDemand(int blockTokens, double blockBytes, int[] blocks) {
    this.blockTokens = blockTokens;
    this.blockBytes = blockBytes;
    this.blocks = blocks;
  }

  /**
   * The demand under a model laid out for one device, with pages of {@code blockTokens}.
   *
   * @param longest tokens of the longest sequence that will be asked for
   */
  public static KvDemand of(StepModel step, int blockTokens, int longest) {
    double blockBytes = residentBytes(step, blockTokens);
    if (!(blockBytes > 0)) {
      throw new IllegalArgumentException(
          "model: keeps no keys and values, so that no plan of their memory can be made");
    }
    int[] blocks = new int[longest / blockTokens + 2];
    for (int i = 1; i < blocks.length; i++) {
      double bytes = residentBytes(step, (long) i * blockTokens);
      blocks[i] = (int) Math.max(1, Math.ceil(bytes / blockBytes - 1e-9));
    }
    return new KvDemand(blockTokens, blockBytes, blocks);
  }

  /** A demand in which every token of a block counts, for {@code blockBytes} a block. */
  public static KvDemand plain(int blockTokens, double blockBytes, int longest) {
    int[] blocks = new int[longest / blockTokens + 2];
    for (int i = 1; i < blocks.length; i++) {
      blocks[i] = i;
    }
    return new KvDemand(blockTokens, blockBytes, blocks);
  }

  private static double residentBytes(StepModel step, long tokens) {
    double sum = 0;
    for (OperatorGroup group : step.groups()) {
      sum +=
          group.repeats()
              * group.operators().stream()
                  .filter(operator -> operator.kind() == OperatorKind.CACHE_UPDATE)
                  .mapToDouble(operator -> operator.residentBytes(1, 1, tokens - 1))
                  .sum();
    }
    return sum;
  }

  /** Blocks of a sequence of so many tokens. */
  public int blocks(int tokens) {
    return blocks[(tokens + blockTokens - 1) / blockTokens];
  }

  /** Tokens of a block. */
  public int blockTokens() {
    return blockTokens;
  }

  /** Tokens of the longest sequence that it knows. */
  public int longest() {
    return (blocks.length - 1) * blockTokens;
  }

  /** Bytes of a block in all layers on one device. */
  public double blockBytes() {
    return blockBytes;
  }
}
