package dev.headroom.report;

import java.util.List;

/**
 * What a value is, and with it the unit it is shown in. Values are in the SI unit (or the plain
 * unit the name says); only what people read is scaled.
 */
public enum Quantity {
  /** Words. */
  TEXT,
  /** Yes or no. */
  FLAG,
  /** Each cell brings its own quantity ({@link Value.Measure}) or is text. */
  MIXED,
  /** A whole number that is shown digit by digit: heads, tokens, devices. */
  COUNT,
  /** A number without a unit. */
  NUMBER(Scale.single("")),
  /** A large number of things, scaled: parameters, exponentials. */
  AMOUNT(Scale.thousands("")),
  SECONDS(Scale.seconds()),
  BYTES(Scale.prefixed("B", 0)),
  BYTES_PER_SECOND(Scale.prefixed("B/s", 0)),
  FLOP(Scale.prefixed("FLOP", 0)),
  FLOP_PER_SECOND(Scale.prefixed("FLOP/s", 0)),
  /** Arithmetic intensity. */
  FLOP_PER_BYTE(Scale.single(" FLOP/B")),
  TOKENS_PER_SECOND(Scale.thousands("tokens/s")),
  REQUESTS_PER_SECOND(Scale.thousands("requests/s")),
  HERTZ(Scale.prefixed("Hz", 0)),
  /** A factor such as a speed-up: 5.23×. */
  RATIO(Scale.single("×")),
  /** A part of one, in percent. */
  FRACTION(Scale.percent()),
  /** A signed part of one, in percent with its sign: an error, a change. */
  CHANGE(Scale.percent()),
  JOULES(Scale.prefixed("J", -12)),
  JOULES_PER_TOKEN(Scale.prefixed("J/token", -12)),
  WATTS(Scale.prefixed("W", -3)),
  USD(Scale.thousands("USD")),
  USD_PER_HOUR(Scale.thousands("USD/h")),
  USD_PER_MILLION_TOKENS(Scale.thousands("USD/M tokens"));

  // Made by List.of only, which the checker cannot see.
  @SuppressWarnings("ImmutableEnumChecker")
  private final List<Scale> scales;

  Quantity(Scale... scales) {
    this.scales = List.of(scales);
  }

  Quantity(List<Scale> scales) {
    this.scales = scales;
  }

  /** Whether values are numbers, which stand on the right of their column. */
  public boolean isNumeric() {
    return this != TEXT && this != FLAG && this != MIXED;
  }

  /** The units to show it in, smallest first; empty if it has none. */
  List<Scale> scales() {
    return scales;
  }
}
