package dev.headroom.validate;

import dev.headroom.workload.DataType;
import dev.headroom.workload.GroupedAttention;
import dev.headroom.workload.Mask;
import dev.headroom.workload.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Draws shapes that nobody chose. A draw gives one shape for each variant asked for, alike but for
 * their KV heads, so that variants can be ranked; a prime number of heads makes two, a single head
 * one. The same seed gives the same shapes on the same machine.
 */
public final class ShapeSampler {
  /** Draws that may be refused in a row before the limits are called too tight. */
  private static final int PATIENCE = 100_000;

  private static final int MOST_BATCH = 64;
  private static final int MOST_HEADS = 64;
  private static final int LEAST_DIM = 64;
  private static final int MOST_DIM = 256;
  private static final int DIM_STEP = 16;
  private static final int LEAST_LENGTH = 16;
  private static final int MOST_LENGTH = 65_536;
  private static final List<DataType> TYPES = List.of(DataType.FP32, DataType.BF16, DataType.INT8);

  private final SplittableRandom random;
  private final Selection selection;
  private final Predicate<CallShape> fits;

  /**
   * What is drawn.
   *
   * @param phases in turns
   * @param variants of {@code mha}, {@code gqa} and {@code mqa}
   * @param threads that compute
   */
  public record Selection(List<Phase> phases, List<String> variants, int threads) {
    /** Copies the lists. */
    public Selection {
      phases = List.copyOf(phases);
      variants = List.copyOf(variants);
      if (phases.isEmpty() || variants.isEmpty()) {
        throw new IllegalArgumentException("phases, variants: must not be empty");
      }
    }
  }

  /**
   * A sampler.
   *
   * @param fits whether a shape is small enough to be run
   */
  public ShapeSampler(long seed, Selection selection, Predicate<CallShape> fits) {
    this.random = new SplittableRandom(seed);
    this.selection = selection;
    this.fits = fits;
  }

  /**
   * Draws.
   *
   * @param count of shapes; the last draw is not broken off, so that there may be a few more
   * @return for each draw its variants
   * @throws IllegalArgumentException if hardly any shape fits
   */
  public List<List<CallShape>> draw(int count) {
    List<List<CallShape>> draws = new ArrayList<>();
    for (int shapes = 0; shapes < count; ) {
      draws.add(fitting(draws.size()));
      shapes += draws.get(draws.size() - 1).size();
    }
    return draws;
  }

  private List<CallShape> fitting(int number) {
    for (int i = 0; i < PATIENCE; i++) {
      List<CallShape> draw = one(number);
      if (!draw.isEmpty() && draw.stream().allMatch(fits)) {
        return draw;
      }
    }
    throw new IllegalArgumentException("shapes: none fits into this machine's memory and time");
  }

  private List<CallShape> one(int number) {
    Phase phase = selection.phases().get(number % selection.phases().size());
    DataType type = TYPES.get(number / selection.phases().size() % TYPES.size());
    int batch = logUniform(1, MOST_BATCH);
    int heads = logUniform(1, MOST_HEADS);
    int dim = logUniform(LEAST_DIM / DIM_STEP, MOST_DIM / DIM_STEP) * DIM_STEP;
    int length = logUniform(LEAST_LENGTH, MOST_LENGTH);
    int[] divisors = IntStream.range(2, heads).filter(d -> heads % d == 0).toArray();
    int between = divisors.length == 0 ? 0 : divisors[random.nextInt(divisors.length)];
    List<CallShape> draw = new ArrayList<>();
    for (String variant : selection.variants()) {
      int kvHeads =
          switch (variant) {
            case "mha" -> heads;
            case "gqa" -> between;
            default -> 1;
          };
      // A prime number of heads has no groups, and a single head is its own variant.
      if (kvHeads == 0 || (heads == 1 && !variant.equals(selection.variants().get(0)))) {
        continue;
      }
      GroupedAttention attention =
          new GroupedAttention(heads, kvHeads, dim, dim, new Mask.Causal());
      draw.add(new CallShape(phase, attention, type, batch, length, selection.threads()));
    }
    return draw;
  }

  private int logUniform(int least, int most) {
    double low = Math.log(least);
    double high = Math.log(most + 1.0);
    return Math.min(most, (int) Math.exp(low + random.nextDouble() * (high - low)));
  }
}
