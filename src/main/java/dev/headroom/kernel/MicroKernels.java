package dev.headroom.kernel;

import dev.headroom.workload.DataType;
import java.util.ServiceLoader;

/**
 * The parts that the vector kernel is made of, each on its own, for a stop-watch. A model of the
 * kernel that is fed with their rates needs no measurement of attention.
 */
public interface MicroKernels {
  /**
   * Bytes of keys and values from which on the kernel takes them to come from memory. Machines
   * differ; a last-level cache of a core or two holds about as much.
   */
  long FAR_BYTES = 16L << 20;

  /** Rows up to which bf16 is widened in registers; with more, a panel is widened once for all. */
  int BF16_PACKED_ROWS = 16;

  /** The same of int8, which takes more to widen. */
  int INT8_PACKED_ROWS = 4;

  /** The same of both for panels narrower than 64 columns. */
  int NARROW_PACKED_ROWS = 2;

  /** Rows of the tallest micro-kernel for panels narrower than 64 columns. */
  int NARROW_ROWS = 4;

  /**
   * Products of a few rows with panels, as scores and weighted sums are computed. It belongs to one
   * thread.
   */
  @FunctionalInterface
  interface PanelStream {
    /**
     * Multiplies rows with consecutive panels.
     *
     * @param rows of the left operand, at most those asked for
     * @param firstWord index of the first panel's first word
     * @param panels how many
     * @return a number that depends on the products
     */
    float multiply(int rows, int firstWord, int panels);
  }

  /**
   * A stream of products with the panels of a store.
   *
   * @param panels made by {@link #panels}
   * @param type that the store holds
   * @param depth rows of a panel, such as a head's width
   * @param width columns of a panel: 64, or 16, 32 or 48 of a last one
   * @param mostRows of the left operand
   * @param far whether more than {@link #FAR_BYTES} are streamed
   */
  PanelStream stream(
      PanelStore panels, DataType type, int depth, int width, int mostRows, boolean far);

  /**
   * Replaces numbers by powers of two of their distance below {@code largest}: the exponentials of
   * softmax.
   *
   * @param to a multiple of 16 after {@code from}; the 16 numbers from there on are added to
   */
  void exponentials(float[] numbers, int from, int to, float largest);

  /**
   * All that softmax does with a tile's row of logits: hides the last ones, looks for the largest
   * and replaces the logits by weights.
   *
   * @param seen the first logit that is not visible, less than 16 before {@code to}
   * @param to a multiple of 16 after {@code from}; the 16 numbers from there on are added to
   * @return the largest
   */
  float softmax(float[] logits, int from, int seen, int to);

  /** Rows of a block, taken in and given away again. It belongs to one thread. */
  @FunctionalInterface
  interface RowCare {
    /**
     * Does with rows what is done before the first tile of keys and after the last.
     *
     * @param rows at most {@link #BLOCK_ROWS}
     * @param numbers where rows come from and go to
     * @param from first number of the first row
     * @param to where the first row goes
     * @param apart distance of two rows
     * @return a number that depends on the result
     */
    float pass(int rows, float[] numbers, int from, int to, int apart);
  }

  /** Keys of a tile, a multiple of a panel's columns. */
  int TILE_KEYS = 512;

  /** Rows of a block unless a group of query heads is larger. */
  int BLOCK_ROWS = 96;

  /**
   * Rows of a block.
   *
   * @param width of keys and values
   */
  RowCare rowCare(int width);

  /**
   * Multiplies numbers by one factor.
   *
   * @param to a multiple of 16 after {@code from}
   */
  void scale(float[] numbers, int from, int to, float factor);

  /**
   * The parts of the kernel that this machine runs.
   *
   * @throws UnsupportedOperationException if there is an {@link AttentionKernels#obstacle()}, which
   *     is its message
   */
  static MicroKernels ofThisMachine() {
    AttentionKernels.obstacle()
        .ifPresent(
            obstacle -> {
              throw new UnsupportedOperationException(obstacle);
            });
    return ServiceLoader.load(MicroKernels.class, MicroKernels.class.getClassLoader())
        .findFirst()
        .orElseThrow(() -> new UnsupportedOperationException("the vector kernel is not there"));
  }

  /**
   * Room for panels without meaning.
   *
   * @param words of 32 bits
   */
  static PanelStore panels(DataType type, long words) {
    return new PanelStore("panels", type, 1, words, 0);
  }

  /** Rows up to which a type is widened in registers; 0 if it need not be widened. */
  static int packedRows(DataType type) {
    return switch (StoredType.perWord(type)) {
      case 1 -> 0;
      case 2 -> BF16_PACKED_ROWS;
      default -> INT8_PACKED_ROWS;
    };
  }

  /** Numbers of a type that share a word of 32 bits. */
  static int perWord(DataType type) {
    return StoredType.perWord(type);
  }
}
