package dev.headroom.measure;

/**
 * How an action is sampled.
 *
 * @param sampleSeconds aim for the length of a sample: long against the clock's grain, short
 *     against a time slice of the scheduler
 * @param wanted clean samples to take
 * @param leastCpuShare processor time over wall time below which a sample was disturbed
 * @param samplesPerTurn how many are taken in a row when actions take turns
 * @param warmUpSeconds the most that warming up one action may take
 * @param budgetSeconds the most that sampling one action may take, warm-up excluded
 * @param quietBytes allocated per call in steady state, at most
 */
public record SamplingRules(
    double sampleSeconds,
    int wanted,
    double leastCpuShare,
    int samplesPerTurn,
    double warmUpSeconds,
    double budgetSeconds,
    long quietBytes) {
  /** Refuses what would never end or never measure. */
  public SamplingRules {
    requirePositive("sampleSeconds", sampleSeconds);
    requirePositive("wanted", wanted);
    requirePositive("samplesPerTurn", samplesPerTurn);
    requirePositive("warmUpSeconds", warmUpSeconds);
    requirePositive("budgetSeconds", budgetSeconds);
    requirePositive("quietBytes", quietBytes);
    if (!(leastCpuShare >= 0 && leastCpuShare <= 1)) {
      throw new IllegalArgumentException(
          "leastCpuShare: must be between 0 and 1, was " + leastCpuShare);
    }
  }

  /** Nine clean samples of a millisecond, in turns of three, within a second. */
  public static SamplingRules usual() {
    return new SamplingRules(1e-3, 9, 0.97, 3, 1, 1, 4096);
  }

  /** The same with another budget. */
  public SamplingRules within(double newWarmUpSeconds, double newBudgetSeconds) {
    return new SamplingRules(
        sampleSeconds,
        wanted,
        leastCpuShare,
        samplesPerTurn,
        newWarmUpSeconds,
        newBudgetSeconds,
        quietBytes);
  }

  /** The same with samples of another length. */
  public SamplingRules lasting(double newSampleSeconds) {
    return new SamplingRules(
        newSampleSeconds,
        wanted,
        leastCpuShare,
        samplesPerTurn,
        warmUpSeconds,
        budgetSeconds,
        quietBytes);
  }

  /** The same with other turns. */
  public SamplingRules inTurnsOf(int samples) {
    return new SamplingRules(
        sampleSeconds, wanted, leastCpuShare, samples, warmUpSeconds, budgetSeconds, quietBytes);
  }

  /** The same with another number of clean samples. */
  public SamplingRules wanting(int samples) {
    return new SamplingRules(
        sampleSeconds,
        samples,
        leastCpuShare,
        samplesPerTurn,
        warmUpSeconds,
        budgetSeconds,
        quietBytes);
  }

  private static void requirePositive(String name, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(name + ": must be > 0 and finite, was " + value);
    }
  }
}
