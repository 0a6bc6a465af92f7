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
  /** Multiplying numbers in the first-level cache by a factor. */
  ELEMENTWISE("elements/s"),
  /** Handing an empty task to all threads and waiting for them. */
  HAND_OVER("hand-overs/s"),
  /** Products of a few rows with panels that are read from a working set. */
  PANELS("FLOP/s"),
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
      case PANELS, PANELS_SHORT -> PanelLayout.WIDTH;
      case HALF_PANELS -> PanelLayout.WIDTH / 2;
      case QUARTER_PANELS -> PanelLayout.GRAIN;
      default -> 0;
    };
  }

  /** The unit of its rate. */
  public String unit() {
    return unit;
  }
}
