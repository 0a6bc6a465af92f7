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
import static dev.headroom.hardware.KernelParameter.SPLIT;
import static dev.headroom.hardware.KernelParameter.TOKEN;
import static dev.headroom.hardware.KernelParameter.UNIT_STREAM;

import dev.headroom.hardware.DeviceProfile;
import dev.headroom.hardware.ErrorBands;
import dev.headroom.hardware.KernelPhase;
import dev.headroom.hardware.KernelStructure;
import dev.headroom.hardware.KernelStructure.Grouping;
import dev.headroom.workload.DataType;

/**
 * The kernel time model: how long one attention call takes a given kernel on a given device.
 *
 * <p>Symbols: {@code n} units, {@code BW} bytes/s of the device memory, {@code P} matrix FLOP/s,
 * {@code X} exponentials/s, {@code C} bytes of the last-level cache, {@code N} new tokens of all
 * sequences; {@code ‖a,b‖p = (aᵖ + bᵖ)^(1/p)} a smooth maximum. Greek and lower-case letters are
 * fitted ({@link dev.headroom.hardware.KernelParameter}).
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
 * T = t0 + σ·N + ‖ w·(τ·max(1, R/64) + keys·t_key), t_mem ‖o + t_comb + copies·t_x + t_new
 * t_new = a·(bytes of a sequence's new keys and values)·n/BW,  or a·t_write if it converts
 * t_comb = [p&gt;1]·( t_c + t_s·p·max(1, N·Hq/(8n)) )
 * </pre>
 *
 * Prefill sums the padded keys of the causal or windowed tiles; the longest tile bounds how evenly
 * they spread, and the write of the new keys and values is partly hidden:
 *
 * <pre>
 * T = t0 + σ·N + ‖ ‖ (blocks·τ + Σ keys·t_key)/n, τ + longest·t_key ‖b, t_mem + t_again ‖o
 *     + t_comb + copies·t_x + a·t_write
 * </pre>
 *
 * <p>{@code t_again} is the time in which heads of a group that do not share blocks read their keys
 * once more ({@link #again}). Some programs first rewrite an eight-bit cache in 16 bits: {@code
 * t_write} is then the memory's time for all of it, and the blocks read 16 bits.
 *
 * <p>The device's exponential rate is infinite if its profile states none. Nothing is allocated but
 * one small plan, which does not escape.
 */
public final class KernelTime implements CallTime<KernelShape> {
  private static final double COMBINED_HEADS = 8;
  private static final double KEY_JOIN = 4;
  private static final double USUAL_ROWS = 64;

  /** Bytes of a stored element in 16 bits. */
  private static final double CONVERTED_BYTES = 2;

  /** Blocks that a unit has at a time. */
  private static final double RESIDENT_BLOCKS = 2;

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
  private final double tokenValue;
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
    this.tokenValue = kernel.get(TOKEN);
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
  @Override
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
        launch(tokens(shape))
            + join(busy(plan, key), memory(shape, plan, touchedBytes), overlapValue)
            + after(shape, plan, touchedBytes);
    return Math.max(sum, lowerBoundSeconds(shape));
  }

  /** The parts of {@link #seconds(KernelShape)}. */
  @Override
  public KernelTerms terms(KernelShape shape) {
    return terms(shape, 0);
  }

  /** The parts of {@link #seconds(KernelShape, double)}. */
  public KernelTerms terms(KernelShape shape, double touchedBytes) {
    BlockPlan plan = plan(shape);
    return terms(
        plan,
        tokens(shape),
        busy(plan, keySeconds(shape, plan.rows())),
        memory(shape, plan, touchedBytes),
        after(shape, plan, touchedBytes),
        lowerBoundSeconds(shape),
        shape.window() > 0);
  }

  /** The parts of a call that has these. */
  KernelTerms terms(
      BlockPlan plan,
      double tokens,
      double busy,
      double memory,
      double after,
      double bound,
      boolean windowed) {
    double fixed = (decodes ? waves(plan) : plan.blocks() / units) * height(plan);
    double sum = launch(tokens) + join(busy, memory, overlapValue) + after;
    double predicted = Math.max(sum, bound);
    ErrorBands.Band band = kernel.bands().band(predicted, windowed);
    return new KernelTerms(
        launch(tokens),
        Math.max(fixed, 1) * blockValue,
        busy,
        memory,
        after,
        predicted,
        Math.max(predicted * band.low(), bound),
        Math.max(predicted * band.high(), bound));
  }

  double launch(double tokens) {
    return launchValue + tokenValue * tokens;
  }

  /** New tokens of all sequences. */
  static double tokens(KernelShape shape) {
    return (double) shape.sequences() * shape.lengths().query();
  }

  @Override
  public double lowerBoundSeconds(KernelShape shape) {
    return lowerBoundSeconds(shape.flop(), shape.compulsoryBytes(), shape);
  }

  /** The bound of so much work in the types of a shape; the cache is credited in whole. */
  double lowerBoundSeconds(double flop, double bytes, KernelShape types) {
    double peak = peak(types.productType());
    if (types.kvType() == DataType.FP8) {
      peak = Math.max(peak, peak(DataType.FP8));
    }
    return Math.max(flop / peak, Math.max(0, bytes - stream.cacheBytes()) / bandwidth);
  }

  @Override
  public double rooflineSeconds(KernelShape shape) {
    return rooflineSeconds(shape.flop(), shape.compulsoryBytes(), shape);
  }

  /** The roofline of so much work in the types of a shape. */
  double rooflineSeconds(double flop, double bytes, KernelShape types) {
    return Math.max(flop / peak(types.productType()), bytes / bandwidth);
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
    return readKeyBytes(shape) * units / (unitStreamValue * bandwidth);
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
    return blockValue * height(plan) + plan.longest() * key;
  }

  /** How many times as high as usual a block of decode is: its start and end are by rows. */
  double height(BlockPlan plan) {
    return decodes ? Math.max(1, plan.rows() / USUAL_ROWS) : 1;
  }

  /** All blocks, spread evenly over the units. */
  double even(BlockPlan plan, double key) {
    return (plan.blocks() * blockValue + plan.keys() * key) / units;
  }

  double memory(KernelShape shape, BlockPlan plan, double touchedBytes) {
    return stream.slowerSeconds(readBytes(shape), touchedBytes) + again(shape, plan.blocks());
  }

  private boolean converts(KernelShape shape) {
    return structure.converts() && shape.kvType().bits() < 16;
  }

  /** Bytes of a key and its value as the blocks read them. */
  double readKeyBytes(KernelShape shape) {
    return converts(shape) ? shape.widths().stored() * CONVERTED_BYTES : shape.keyBytes();
  }

  /** Bytes that the blocks read and write. */
  double readBytes(KernelShape shape) {
    return keys(shape) * readKeyBytes(shape) + shape.queryBytes();
  }

  private static double keys(KernelShape shape) {
    return (double) shape.sequences() * shape.heads().kv() * shape.visibleKeys();
  }

  /**
   * Seconds in which the other heads of a group read its keys once more from memory, where they do
   * not share a block: blocks run head by head, so that between two heads lie the keys of one head
   * of all sequences, but for the heads that run at the same time.
   *
   * @param blocks of the whole launch
   */
  double again(KernelShape shape, double blocks) {
    if (decodes || structure.grouping() == Grouping.PACKED || shape.groupSize() == 1) {
      return 0;
    }
    return stream.missSeconds(againBytes(shape), againTouched(shape, blocks));
  }

  static double againBytes(KernelShape shape) {
    return (shape.groupSize() - 1) * shape.kvBytes();
  }

  /** Bytes touched between two heads of a group. */
  double againTouched(KernelShape shape, double blocks) {
    double alike = RESIDENT_BLOCKS * units * shape.heads().query() / blocks;
    return Math.max(0, 1 - alike / shape.groupSize()) * shape.kvBytes() / shape.heads().kv();
  }

  /** Combining the parts of a cut cache, rearranging, and the writing that nothing hides. */
  double after(KernelShape shape, BlockPlan plan, double touchedBytes) {
    return combine(shape, plan)
        + plan.copies() * copyValue
        + written(writtenBytes(shape), touchedBytes)
        + appended(shape);
  }

  /** The new token's keys and values of one sequence, which one unit writes (decode). */
  double appended(KernelShape shape) {
    return decodes && !converts(shape)
        ? appendValue * appendedBytes(shape) / tokens(shape) * units / bandwidth
        : 0;
  }

  private double combine(KernelShape shape, BlockPlan plan) {
    double crowd = tokens(shape) * shape.heads().query() / (COMBINED_HEADS * units);
    return plan.parts() > 1 ? combineValue + splitValue * plan.parts() * Math.max(1, crowd) : 0;
  }

  /** Seconds that nothing hides of writing so many bytes of keys and values. */
  double written(double bytes, double touchedBytes) {
    return appendValue * stream.slowerSeconds(bytes, touchedBytes);
  }

  /** What writing a prompt's new keys and values adds to a call that is repeated alone. */
  double appendSeconds(KernelShape shape) {
    return decodes || converts(shape) ? 0 : written(appendedBytes(shape), 0);
  }

  /** Bytes read and written before: a converted cache's, or those of a prompt's new keys. */
  double writtenBytes(KernelShape shape) {
    if (converts(shape)) {
      return keys(shape) * shape.widths().stored() * (shape.kvType().bytes() + CONVERTED_BYTES);
    }
    return decodes ? 0 : appendedBytes(shape);
  }

  /** Bytes of new keys and values, read in two bytes an element and written as they are stored. */
  static double appendedBytes(KernelShape shape) {
    return tokens(shape)
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
