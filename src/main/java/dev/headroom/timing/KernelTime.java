package dev.headroom.timing;

import static dev.headroom.hardware.KernelParameter.APPEND;
import static dev.headroom.hardware.KernelParameter.BALANCE;
import static dev.headroom.hardware.KernelParameter.BLOCK;
import static dev.headroom.hardware.KernelParameter.CACHE_BANDWIDTH;
import static dev.headroom.hardware.KernelParameter.CACHE_SHARE;
import static dev.headroom.hardware.KernelParameter.CACHE_SHARPNESS;
import static dev.headroom.hardware.KernelParameter.COMBINE;
import static dev.headroom.hardware.KernelParameter.COPY;
import static dev.headroom.hardware.KernelParameter.EXPONENTIALS;
import static dev.headroom.hardware.KernelParameter.LAUNCH;
import static dev.headroom.hardware.KernelParameter.MATRIX;
import static dev.headroom.hardware.KernelParameter.MEMORY;
import static dev.headroom.hardware.KernelParameter.OVERLAP;
import static dev.headroom.hardware.KernelParameter.SEQUENCE;
import static dev.headroom.hardware.KernelParameter.SPLIT;
import static dev.headroom.hardware.KernelParameter.UNIT_STREAM;

import dev.headroom.hardware.DeviceProfile;
import dev.headroom.hardware.KernelPhase;
import dev.headroom.hardware.KernelStructure;
import dev.headroom.workload.DataType;

/**
 * The kernel time model: how long one attention call takes a given kernel on a given device.
 *
 * <p>Symbols: {@code n} units, {@code BW} bytes/s of the device memory, {@code P} matrix FLOP/s,
 * {@code X} exponentials/s, {@code C} bytes of the last-level cache, {@code B} sequences; {@code
 * ‖a,b‖p = (aᵖ + bᵖ)^(1/p)} a smooth maximum. Greek and lower-case letters are fitted ({@link
 * dev.headroom.hardware.KernelParameter}).
 *
 * <p>Time of one key in a block of {@code R} rows, key and value widths {@code d, e}, {@code z}
 * bytes stored:
 *
 * <pre>t_key = ‖ z·n/(κ·BW), R·n·( 2(d+e)/(μ·P) + ε/X ) ‖4</pre>
 *
 * <p>Memory, of which the share {@code m} misses the cache; {@code W} bytes are touched between two
 * uses (in a loop over one call, its own bytes; in a model, the step's; cold, infinity):
 *
 * <pre>
 * m = 1 − exp(−m·x),  x = (W/(c·C))^s        0 for x ≤ 1
 * t_mem = bytes·m/(η·BW) + bytes·(1−m)/(λ·BW)
 * </pre>
 *
 * With {@code s = 1} this is the steady state of a cache that replaces at random under cyclic use:
 * a line survives the {@code m·W} bytes that come in meanwhile with probability {@code exp(−m·x)}.
 * It has no jump at the cache's size.
 *
 * <p>Decode cuts the cache of a sequence into {@code p} parts as the kernel does, runs the blocks
 * in {@code w = ⌈blocks/n⌉} waves and combines the parts:
 *
 * <pre>
 * T = t0 + σ·B + ‖ w·(τ + keys·t_key), t_mem ‖o + [p&gt;1]·( t_c + t_s·p·max(1, B·Hq/(8n)) ) + [rearranged]·t_x
 * </pre>
 *
 * Prefill sums the padded keys of the causal or windowed tiles; the longest tile bounds how evenly
 * they spread, and the write of the new keys and values is partly hidden:
 *
 * <pre>T = t0 + σ·B + ‖ ‖ (blocks·τ + Σ keys·t_key)/n, τ + longest·t_key ‖b, t_mem ‖o + a·t_append
 * </pre>
 *
 * <p>The device's exponential rate is infinite if its profile states none. Nothing is allocated but
 * one small plan, which does not escape.
 */
public final class KernelTime {
  private static final double COMBINED_HEADS = 8;
  private static final double KEY_JOIN = 4;

  private final KernelPhase kernel;
  private final KernelStructure structure;
  private final boolean decodes;
  private final double appendValue;
  private final double balanceValue;
  private final double blockValue;
  private final double combineValue;
  private final double copyValue;
  private final double exponentialsValue;
  private final double launchValue;
  private final double matrixValue;
  private final double overlapValue;
  private final double sequenceValue;
  private final double splitValue;
  private final double unitStreamValue;
  private final double units;
  private final double bandwidth;
  private final CacheStream stream;
  private final double exponentials;
  private final double usualPeak;
  private final double eightBitPeak;

  /**
   * Binds a kernel to a device.
   *
   * @param decodes whether it is the kernel's decode phase
   */
  public KernelTime(DeviceProfile device, KernelPhase kernel, boolean decodes) {
    this.kernel = kernel;
    this.structure = kernel.structure();
    this.decodes = decodes;
    this.appendValue = kernel.get(APPEND);
    this.balanceValue = kernel.get(BALANCE);
    this.blockValue = kernel.get(BLOCK);
    this.combineValue = kernel.get(COMBINE);
    this.copyValue = kernel.get(COPY);
    this.exponentialsValue = kernel.get(EXPONENTIALS);
    this.launchValue = kernel.get(LAUNCH);
    this.matrixValue = kernel.get(MATRIX);
    this.overlapValue = kernel.get(OVERLAP);
    this.sequenceValue = kernel.get(SEQUENCE);
    this.splitValue = kernel.get(SPLIT);
    this.unitStreamValue = kernel.get(UNIT_STREAM);
    this.units = device.compute().units().value();
    this.bandwidth = device.bandwidthBytesPerSecond();
    this.stream =
        new CacheStream(
            bandwidth,
            device.lastLevelCacheBytes(),
            kernel.get(MEMORY),
            kernel.get(CACHE_BANDWIDTH),
            kernel.get(CACHE_SHARE),
            kernel.get(CACHE_SHARPNESS));
    this.exponentials = device.exponentialsPerSecond().orElse(Double.POSITIVE_INFINITY);
    this.usualPeak = peak(device, DataType.BF16, peak(device, DataType.FP16, Double.NaN));
    this.eightBitPeak = peak(device, DataType.FP8, usualPeak);
  }

  private static double peak(DeviceProfile device, DataType type, double otherwise) {
    return device.peakFlopPerSecond(type).orElse(otherwise);
  }

  /** Whether it is of the decode phase. */
  public boolean isDecode() {
    return decodes;
  }

  /** What is known of the kernel. */
  KernelPhase kernel() {
    return kernel;
  }

  /** Units that compute. */
  double units() {
    return units;
  }

  /** Exponentials a second; infinite if the profile states none. */
  double exponentials() {
    return exponentials;
  }

  /** The way from memory and cache to the chip. */
  CacheStream stream() {
    return stream;
  }

  /** Seconds in a loop over this one call, whose cache is warm. */
  public double seconds(KernelShape shape) {
    return seconds(shape, 0);
  }

  /**
   * Seconds of a call, never fewer than its lower bound.
   *
   * @param touchedBytes touched between two uses of the same keys; never less than the call's own;
   *     infinite for a cold cache
   */
  public double seconds(KernelShape shape, double touchedBytes) {
    BlockPlan plan = plan(shape);
    double key = keySeconds(shape, plan.rows());
    double sum =
        launch(shape)
            + join(busy(plan, key), memory(shape, touchedBytes), overlapValue)
            + after(shape, plan, touchedBytes);
    return Math.max(sum, lowerBoundSeconds(shape));
  }

  /** The parts of {@link #seconds(KernelShape)}. */
  public KernelTerms terms(KernelShape shape) {
    return terms(shape, 0);
  }

  /** The parts of {@link #seconds(KernelShape, double)}. */
  public KernelTerms terms(KernelShape shape, double touchedBytes) {
    BlockPlan plan = plan(shape);
    double fixed = decodes ? waves(plan) : plan.blocks() / units;
    double predicted = seconds(shape, touchedBytes);
    double bound = lowerBoundSeconds(shape);
    return new KernelTerms(
        launch(shape),
        Math.max(fixed, 1) * blockValue,
        busy(plan, keySeconds(shape, plan.rows())),
        memory(shape, touchedBytes),
        after(shape, plan, touchedBytes),
        predicted,
        Math.max(predicted * kernel.lowFactor(), bound),
        Math.max(predicted * kernel.highFactor(), bound));
  }

  double launch(KernelShape shape) {
    return launchValue + sequenceValue * shape.sequences();
  }

  /** The time that nothing can beat; the cache is credited with its whole capacity. */
  public double lowerBoundSeconds(KernelShape shape) {
    double peak = peak(shape.productType());
    if (shape.kvType() == DataType.FP8) {
      peak = Math.max(peak, peak(DataType.FP8));
    }
    double memory = Math.max(0, shape.compulsoryBytes() - stream.cacheBytes()) / bandwidth;
    return Math.max(shape.flop() / peak, memory);
  }

  /** The plain roofline: the longer of FLOP over peak and bytes over bandwidth. */
  public double rooflineSeconds(KernelShape shape) {
    return Math.max(shape.flop() / peak(shape.productType()), shape.compulsoryBytes() / bandwidth);
  }

  double peak(DataType type) {
    return type == DataType.FP8 ? eightBitPeak : usualPeak;
  }

  BlockPlan plan(KernelShape shape) {
    return decodes
        ? BlockPlan.decode(shape, structure, units)
        : BlockPlan.prefill(shape, structure, units);
  }

  double waves(BlockPlan plan) {
    return Math.ceil(plan.blocks() / units);
  }

  double keySeconds(KernelShape shape, double rows) {
    return join(keyStreamSeconds(shape), keyProductSeconds(shape, rows), KEY_JOIN);
  }

  /** What one unit takes to stream a key and its value. */
  double keyStreamSeconds(KernelShape shape) {
    return shape.keyBytes() * units / (unitStreamValue * bandwidth);
  }

  /** What it takes to multiply them with the rows of a block, exposed exponentials included. */
  double keyProductSeconds(KernelShape shape, double rows) {
    double products =
        2.0
            * (shape.widths().key() + shape.widths().value())
            / (matrixValue * peak(shape.productType()));
    return rows * units * (products + exponentialsValue / exponentials);
  }

  double busy(BlockPlan plan, double key) {
    double longest = longest(plan, key);
    return decodes ? waves(plan) * longest : join(even(plan, key), longest, balanceValue);
  }

  /** The longest block. */
  double longest(BlockPlan plan, double key) {
    return blockValue + plan.longest() * key;
  }

  /** All blocks, spread evenly over the units. */
  double even(BlockPlan plan, double key) {
    return (plan.blocks() * blockValue + plan.keys() * key) / units;
  }

  double memory(KernelShape shape, double touchedBytes) {
    return stream.slowerSeconds(shape.compulsoryBytes(), touchedBytes);
  }

  double after(KernelShape shape, BlockPlan plan, double touchedBytes) {
    if (!decodes) {
      double copy = plan.copies() ? copyValue : 0;
      double bytes = appendedBytes(shape);
      return copy + appendValue * stream.slowerSeconds(bytes, touchedBytes);
    }
    double combine = 0;
    if (plan.parts() > 1) {
      double crowd = (double) shape.sequences() * shape.heads().query() / (COMBINED_HEADS * units);
      combine = combineValue + splitValue * plan.parts() * Math.max(1, crowd);
    }
    return combine + (plan.copies() ? copyValue : 0);
  }

  /** Bytes of new keys and values, read in two bytes an element and written as they are stored. */
  static double appendedBytes(KernelShape shape) {
    return (double) shape.sequences()
        * shape.lengths().query()
        * shape.heads().kv()
        * shape.widths().stored()
        * (2 + shape.kvType().bytes());
  }

  /** The smooth maximum of two times. */
  static double join(double a, double b, double exponent) {
    double more = Math.max(a, b);
    if (more == 0) {
      return 0;
    }
    return more * Math.pow(1 + Math.pow(Math.min(a, b) / more, exponent), 1 / exponent);
  }
}
