package dev.headroom.measure;

import dev.headroom.kernel.PanelLayout;
import java.util.Locale;

/** One kind of micro-benchmark. */
public enum Probe {
  /** Reading a working set in order, over and over. */
  READ("B/s"),
  /** Multiply-adds in registers; one is 2 FLOP. */
  MULTIPLY_ADD("FLOP/s"),
  /** The exponentials of softmax, in the first-level cache. */
  EXPONENTIALS("exp/s"),
  /** All of softmax on rows of 256 logits. */
  SOFTMAX("logits/s"),
  /** The same on rows of 16 logits, where what each row costs is most of it. */
  SOFTMAX_SHORT("logits/s"),
  /** Writing new keys and values into a small cache. */
  APPEND("elements/s"),
  /** Taking rows of 128 numbers into a block and giving them away. */
  ROWS("rows/s"),
  /** The same with rows of 16 numbers. */
  ROWS_SHORT("rows/s"),
  /**
   * Taking rows of 128 numbers from a working set in which they lie apart and giving them away to
   * it, as the heads of a prompt's tokens do.
   */
  ROWS_APART("rows/s"),
  /** Writing a new key and value into each of the caches that make up a working set. */
  APPEND_APART("elements/s"),
  /** Multiplying numbers in the first-level cache by a factor. */
  ELEMENTWISE("elements/s"),
  /** Handing an empty task to all threads and waiting for them. */
  HAND_OVER("hand-overs/s"),
  /** A step of the kernel with hardly anything to attend to: two sequences of one key, width 16. */
  STEP("steps/s"),
  /** The same with 64 sequences, where what each costs shows. */
  STEP_OF_MANY("steps/s"),
  /** Prompts of 96 tokens of width 16, where what a mask's edge costs a row shows. */
  PROMPT("prompts/s"),
  /** Products of a few rows with panels that are read from a working set. */
  PANELS("FLOP/s"),
  /**
   * The same with a row, and panels in turns from two halves of a working set, as keys and values.
   */
  PANELS_IN_TURNS("FLOP/s"),
  /** The same with panels of 16 rows in the first-level cache, where what each call costs shows. */
  PANELS_SHORT("FLOP/s"),
  /** The same with panels of 32 columns in the first-level cache. */
  HALF_PANELS("FLOP/s"),
  /** And with panels of 16 columns. */
  QUARTER_PANELS("FLOP/s");

  /** Logits of a row of {@link #SOFTMAX}. */
  public static final int LONG_ROW = 256;

  /** Logits of a row of {@link #SOFTMAX_SHORT}. */
  public static final int SHORT_ROW = PanelLayout.GRAIN;

  /** Sequences of {@link #STEP}. */
  public static final int FEW_SEQUENCES = 2;

  /** Sequences of {@link #STEP_OF_MANY}. */
  public static final int MANY_SEQUENCES = 64;

  /** Tokens of a prompt of {@link #PROMPT}, one for each thread. */
  public static final int PROMPT_TOKENS = 96;

  /** Width of heads of these three, narrower than any that a model has. */
  public static final int TINY_WIDTH = 16;

  /** Rows of a panel: the head width that most models have. */
  public static final int LONG_PANEL = 128;

  /** Rows of a panel of {@link #PANELS_SHORT}. */
  public static final int SHORT_PANEL = PanelLayout.GRAIN;

  /** Numbers of a row of {@link #ROWS}. */
  public static final int LONG_WIDTH = 128;

  /** Numbers of a row of {@link #ROWS_SHORT}. */
  public static final int SHORT_WIDTH = PanelLayout.GRAIN;

  private final String unit;

  Probe(String unit) {
    this.unit = unit;
  }

  /** The name in files: {@code multiply_add}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Columns of the panels, 0 where there are none. */
  public int panelWidth() {
    return switch (this) {
      case PANELS, PANELS_IN_TURNS, PANELS_SHORT -> PanelLayout.WIDTH;
      case HALF_PANELS -> PanelLayout.WIDTH / 2;
      case QUARTER_PANELS -> PanelLayout.GRAIN;
      default -> 0;
    };
  }

  /** Whether it goes over a working set. */
  public boolean hasWorkingSet() {
    return switch (this) {
      case READ, PANELS, PANELS_IN_TURNS, ROWS_APART, APPEND_APART -> true;
      default -> false;
    };
  }

  /** The unit of its rate. */
  public String unit() {
    return unit;
  }
}
