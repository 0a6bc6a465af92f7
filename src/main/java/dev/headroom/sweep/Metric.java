package dev.headroom.sweep;

import dev.headroom.expression.Kind;
import java.util.Locale;

/** What is known of a point, under the keys of the JSON contract. */
enum Metric {
  PARAMETERS(Group.SETUP, Kind.NUMBER, false),
  RIDGE_POINT_FLOP_PER_BYTE(Group.SETUP, Kind.NUMBER, true),
  FLOP(Group.COUNTS, Kind.NUMBER, false),
  BYTES(Group.COUNTS, Kind.NUMBER, false),
  ARITHMETIC_INTENSITY_FLOP_PER_BYTE(Group.COUNTS, Kind.NUMBER, true),
  KV_CACHE_BYTES(Group.MEMORY, Kind.NUMBER, false),
  MEMORY_REQUIRED_BYTES(Group.MEMORY, Kind.NUMBER, false),
  QUALITY(Group.SETUP, Kind.NUMBER, true),
  DEVICES_COUNT(Group.SETUP, Kind.NUMBER, false),
  MEMORY_CAPACITY_BYTES(Group.SETUP, Kind.NUMBER, true),
  FITS(Group.MEMORY, Kind.FLAG, true),
  LOWER_BOUND_S(Group.BOUND, Kind.NUMBER, false),
  ROOFLINE_S(Group.ROOFLINE, Kind.NUMBER, false),
  PREDICTED_S(Group.PREDICTED, Kind.NUMBER, false),
  TOKENS_PER_S(Group.PREDICTED, Kind.NUMBER, true),
  TIME_TO_FIRST_TOKEN_S(Group.PREDICTED, Kind.NUMBER, false),
  TIME_PER_OUTPUT_TOKEN_S(Group.PREDICTED, Kind.NUMBER, false),
  ENERGY_J_PER_TOKEN(Group.PREDICTED, Kind.NUMBER, false),
  USD_PER_MILLION_TOKENS(Group.PREDICTED, Kind.NUMBER, false),
  SPEED_BASIS(Group.PREDICTED, Kind.TEXT, false),
  SPEEDUP(Group.SPEEDUP, Kind.NUMBER, true),
  VECTOR_FLOP(Group.WHOLE, Kind.NUMBER, false),
  EXPONENTIALS(Group.WHOLE, Kind.NUMBER, false),
  BYTES_WEIGHTS(Group.WHOLE, Kind.NUMBER, false),
  BYTES_KV_READ(Group.WHOLE, Kind.NUMBER, false),
  BYTES_KV_WRITE(Group.WHOLE, Kind.NUMBER, false),
  BYTES_ACTIVATIONS(Group.WHOLE, Kind.NUMBER, false),
  BYTES_LOGITS(Group.WHOLE, Kind.NUMBER, false),
  COMPULSORY_BYTES(Group.WHOLE, Kind.NUMBER, false),
  BOUND(Group.WHOLE, Kind.TEXT, false),
  PREDICTED_LOW_S(Group.WHOLE, Kind.NUMBER, false),
  PREDICTED_HIGH_S(Group.WHOLE, Kind.NUMBER, false),
  PREDICTED_BOUND(Group.WHOLE, Kind.TEXT, false),
  KERNEL(Group.WHOLE, Kind.TEXT, false);

  /** What is computed together; from {@link #WHOLE} on by counting every operator apart. */
  enum Group {
    SETUP,
    COUNTS,
    MEMORY,
    BOUND,
    ROOFLINE,
    PREDICTED,
    SPEEDUP,
    WHOLE
  }

  private final Group group;
  private final Kind kind;
  private final boolean moreIsBetter;

  Metric(Group group, Kind kind, boolean moreIsBetter) {
    this.group = group;
    this.kind = kind;
    this.moreIsBetter = moreIsBetter;
  }

  /** The field's name. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  Group group() {
    return group;
  }

  Kind kind() {
    return kind;
  }

  boolean moreIsBetter() {
    return moreIsBetter;
  }
}
