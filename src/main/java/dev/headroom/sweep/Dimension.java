package dev.headroom.sweep;

import dev.headroom.workload.Segment;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a grid can run over, besides a profile's numbers: from the slowest to the fastest. */
public enum Dimension {
  MODEL,
  DEVICE,
  TENSOR_PARALLEL(1, 1 << 16),
  PIPELINE_PARALLEL(1, 1 << 16),
  DATA_PARALLEL(1, 1 << 16),
  EXPERT_PARALLEL(1, 1 << 16),
  CONTEXT_PARALLEL(1, 1 << 16),
  LAYOUT,
  ATTENTION_LAYOUT,
  ATTENTION,
  NUM_ATTENTION_HEADS(1, 1 << 20),
  NUM_KEY_VALUE_HEADS(1, 1 << 20),
  HEAD_DIM(1, 1 << 20),
  V_HEAD_DIM(1, 1 << 20),
  WINDOW(1, Segment.MAX_LENGTH),
  NUM_HIDDEN_LAYERS(1, 1 << 20),
  DTYPE,
  WEIGHT_DTYPE,
  KV_CACHE_DTYPE,
  RUNTIME,
  KERNEL_WISH,
  CACHE_STATE,
  INPUT_LEN(1, Segment.MAX_LENGTH),
  QUERY_LENGTH(1, Segment.MAX_LENGTH),
  BATCH_SIZE(1, Segment.MAX_LENGTH),
  CONTEXT_LENGTH(0, Segment.MAX_LENGTH);

  private final long least;
  private final long most;

  Dimension() {
    this(0, -1);
  }

  Dimension(long least, long most) {
    this.least = least;
    this.most = most;
  }

  /** The field's name: {@code batch_size}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The option's name: {@code --batch-size}. */
  public String option() {
    return this == KERNEL_WISH ? "--kernel" : "--" + key().replace('_', '-');
  }

  /** Whether its values are whole numbers, not names. */
  public boolean isNumeric() {
    return least <= most;
  }

  /** What its option takes. */
  public NumberSeries.Rule rule() {
    return new NumberSeries.Rule(option(), least, most);
  }

  /** The dimension of a field, if it is one. */
  public static Optional<Dimension> of(String key) {
    return Arrays.stream(values()).filter(each -> each.key().equals(key)).findFirst();
  }
}
