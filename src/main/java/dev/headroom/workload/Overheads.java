package dev.headroom.workload;

/**
 * What a program costs beside the work that it asks a device for, as seen on real runs.
 *
 * @param stepSeconds of a step, whatever is in it
 * @param operatorSeconds of every operator of every layer: launches, and the small kernels around
 *     it that are not counted
 * @param exchangeSeconds of every exchange between devices, beside the links
 * @param rings whether sums and gathers go from device to device around a ring, also where a switch
 *     joins all
 * @param int8Rate part of the bandwidth at which weights of eight bits are loaded where they are
 *     widened before they are multiplied, above 0 and at most 1
 * @param int4Rate the same of four bits
 */
public record Overheads(
    double stepSeconds,
    double operatorSeconds,
    double exchangeSeconds,
    boolean rings,
    double int8Rate,
    double int4Rate) {
  /** Nothing. */
  public static final Overheads NONE = new Overheads(0, 0, 0, false, 1, 1);

  /** Refuses what is no time or no part. */
  public Overheads {
    seconds("step_s", stepSeconds);
    seconds("operator_s", operatorSeconds);
    seconds("exchange_s", exchangeSeconds);
    part("int8_rate", int8Rate);
    part("int4_rate", int4Rate);
  }

  private static void seconds(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(name + ": must be at least 0 and below 1, was " + value);
    }
  }

  private static void part(String name, double value) {
    if (!(value > 0 && value <= 1)) {
      throw new IllegalArgumentException(name + ": must be above 0 and at most 1, was " + value);
    }
  }

  /** Part of the bandwidth at which weights of this type come that are widened first. */
  public double rateOf(DataType weights) {
    return weights.bits() == 8 ? int8Rate : weights.bits() == 4 ? int4Rate : 1;
  }

  /** The same with another time of every operator. */
  public Overheads withOperatorSeconds(double seconds) {
    return new Overheads(stepSeconds, seconds, exchangeSeconds, rings, int8Rate, int4Rate);
  }

  /** The same with another time of every exchange. */
  public Overheads withExchangeSeconds(double seconds) {
    return new Overheads(stepSeconds, operatorSeconds, seconds, rings, int8Rate, int4Rate);
  }

  /** The same with other rates of narrow weights. */
  public Overheads withRates(double eightBits, double fourBits) {
    return new Overheads(stepSeconds, operatorSeconds, exchangeSeconds, rings, eightBits, fourBits);
  }
}
