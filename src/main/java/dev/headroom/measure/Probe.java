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
  /** Multiplying numbers in the first-level cache by a factor. */
  ELEMENTWISE("elements/s"),
  /** Handing an empty task to all threads and waiting for them. */
  HAND_OVER("hand-overs/s"),
  /** Products of a few rows with panels that are read from a working set. */
  PANELS("FLOP/s"),
  /** The same with panels of 16 columns in the first-level cache. */
  NARROW_PANELS("FLOP/s");

  /** Logits of a row of {@link #SOFTMAX}. */
  public static final int LONG_ROW = 256;

  /** Logits of a row of {@link #SOFTMAX_SHORT}. */
  public static final int SHORT_ROW = PanelLayout.GRAIN;

  private final String unit;

  Probe(String unit) {
    this.unit = unit;
  }

  /** The name in files: {@code multiply_add}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The unit of its rate. */
  public String unit() {
    return unit;
  }
}
