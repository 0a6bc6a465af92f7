package dev.headroom.timing;

import static dev.headroom.hardware.GemmParameter.BLOCK;
import static dev.headroom.hardware.GemmParameter.CACHE_BANDWIDTH;
import static dev.headroom.hardware.GemmParameter.CACHE_SHARE;
import static dev.headroom.hardware.GemmParameter.CACHE_SHARPNESS;
import static dev.headroom.hardware.GemmParameter.CONVERT;
import static dev.headroom.hardware.GemmParameter.LAUNCH;
import static dev.headroom.hardware.GemmParameter.MATRIX;
import static dev.headroom.hardware.GemmParameter.MEMORY;
import static dev.headroom.hardware.GemmParameter.OVERLAP;
import static dev.headroom.hardware.GemmParameter.PARTIAL;
import static dev.headroom.hardware.GemmParameter.ROW;
import static dev.headroom.hardware.GemmParameter.SPLIT;
import static dev.headroom.hardware.GemmParameter.STORE;
import static dev.headroom.hardware.GemmParameter.UNIT_STREAM;

import dev.headroom.hardware.DeviceProfile;
import dev.headroom.hardware.ErrorBands;
import dev.headroom.hardware.GemmPhase;
import dev.headroom.workload.DataType;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The time model of linear layers. Symbols as in {@link KernelTime}: {@code n} units, {@code BW}
 * bandwidth, {@code P} matrix FLOP/s, {@code C} last-level cache; Greek and lower-case letters are
 * fitted ({@link dev.headroom.hardware.GemmParameter}).
 *
 * <p>The result {@code [m, N]} is cut into tiles of {@code R × S}, the depth {@code k} into {@code
 * p} parts; {@code a, w} are the bytes of an element of activations and weights. One unit takes for
 * one step of depth
 *
 * <pre>t_step = ‖ (R·a + S·w)·n/(κ·BW), 2·R·S·n/(μ·P) ‖4</pre>
 *
 * <p>what it can stream into itself, mostly from the cache, or its products. Few rows pay for a
 * whole tile; that and the unit's stream are the few-row rate. All units:
 *
 * <pre>
 * busy = ⌈tiles·p/n⌉ · ( τ + k/p·t_step + φ·2·R·S·n/(κ·BW) )
 * T = t0 + min over tiles and p of { ‖ busy, t_mem ‖o + [p&gt;1]·( t_s + π·4·p·m·N/(λ·BW) ) } + t_convert
 * </pre>
 *
 * <p>The library is taken to choose the best of the tiles (powers of two) that it has. {@code
 * t_mem} is that of the weights, of which the share that misses follows from what is touched
 * between two uses of them, and of activations and results, whose last use was just before. {@code
 * t_convert = χ·m·k·(2+a)/(λ·BW) + ρ·m/n} turns 16-bit activations into narrower ones, where the
 * product takes such.
 *
 * <p>The loops of vendors' benchmarks rotate among five copies of weights that fit the cache; so
 * does {@link #seconds(GemmShape)}.
 */
public final class GemmTime implements CallTime<GemmShape> {
  private static final double STEP_JOIN = 4;
  private static final double DEPTH_STEP = 32;
  private static final double SHORTEST_PART = 128;
  private static final double COPIES = 5;
  private static final int[] PARTS = {1, 2, 3, 4, 6, 8, 12, 16, 32};

  /** Most results of a tile: 32 bits each in half of a unit's registers. */
  private static final int MOST_RESULTS = 1 << 15;

  private final GemmPhase kernel;
  private final CacheStream memory;
  private final double units;
  private final double bandwidth;
  private final double overlap;
  private final Map<DataType, Double> peaks = new EnumMap<>(DataType.class);
  private final double[][] tiles;

  /** Binds a kernel to a device. */
  public GemmTime(DeviceProfile device, GemmPhase kernel) {
    this.kernel = kernel;
    this.units = device.compute().units().value();
    this.bandwidth = device.bandwidthBytesPerSecond();
    this.overlap = kernel.get(OVERLAP);
    this.memory =
        new CacheStream(
            bandwidth,
            device.lastLevelCacheBytes(),
            kernel.get(MEMORY),
            kernel.get(CACHE_BANDWIDTH),
            kernel.get(CACHE_SHARE),
            kernel.get(CACHE_SHARPNESS));
    double usual =
        device
            .peakFlopPerSecond(DataType.BF16)
            .orElse(device.peakFlopPerSecond(DataType.FP16).orElse(Double.NaN));
    for (DataType type : DataType.values()) {
      OptionalDouble own = device.peakFlopPerSecond(type);
      // What the device cannot compute in is converted to 16 bits.
      peaks.put(type, own.orElse(usual));
    }
    this.tiles = tiles(kernel.structure().smallestTile(), kernel.structure().largestTile());
  }

  private static double[][] tiles(int smallest, int largest) {
    java.util.List<double[]> tiles = new java.util.ArrayList<>();
    for (int rows = smallest; rows <= largest; rows *= 2) {
      for (int columns = smallest; columns <= largest; columns *= 2) {
        if (rows * columns <= MOST_RESULTS) {
          tiles.add(new double[] {rows, columns});
        }
      }
    }
    return tiles.toArray(double[][]::new);
  }

  @Override
  public double seconds(GemmShape shape) {
    return seconds(shape, loopBytes(shape));
  }

  /**
   * Seconds of a call, never fewer than its lower bound.
   *
   * @param touchedBytes touched between two uses of the same weights, in a model the step's; never
   *     less than the call's own; infinite for a cold cache
   */
  public double seconds(GemmShape shape, double touchedBytes) {
    double sum = kernel.get(LAUNCH) + plan(shape, touchedBytes).seconds + convertSeconds(shape);
    return Math.max(sum, lowerBoundSeconds(shape));
  }

  @Override
  public KernelTerms terms(GemmShape shape) {
    return terms(shape, loopBytes(shape));
  }

  /** The parts of {@link #seconds(GemmShape, double)}. */
  public KernelTerms terms(GemmShape shape, double touchedBytes) {
    Plan plan = plan(shape, touchedBytes);
    double predicted = seconds(shape, touchedBytes);
    ErrorBands.Band band = kernel.bands().band(predicted, false);
    return new KernelTerms(
        kernel.get(LAUNCH),
        plan.waves * kernel.get(BLOCK),
        plan.busy,
        memorySeconds(shape, touchedBytes),
        plan.combine + convertSeconds(shape),
        predicted,
        Math.max(predicted * band.low(), lowerBoundSeconds(shape)),
        predicted * band.high());
  }

  @Override
  public double lowerBoundSeconds(GemmShape shape) {
    double bytes = Math.max(0, shape.compulsoryBytes() - memory.cacheBytes());
    return Math.max(shape.flop() / peak(shape.productType()), bytes / bandwidth);
  }

  @Override
  public double rooflineSeconds(GemmShape shape) {
    return Math.max(shape.flop() / peak(shape.productType()), shape.compulsoryBytes() / bandwidth);
  }

  private double peak(DataType type) {
    return peaks.getOrDefault(type, Double.NaN);
  }

  private double loopBytes(GemmShape shape) {
    double weights = shape.weightBytes();
    double copies = weights < memory.cacheBytes() ? COPIES : 1;
    return copies * weights + shape.activationBytes();
  }

  /** Whether so many bytes between two uses of weights leave none of them in the cache. */
  boolean isDisplacedBy(double bytes) {
    return memory.missing(bytes) == 1;
  }

  private double memorySeconds(GemmShape shape, double touchedBytes) {
    double own = shape.compulsoryBytes();
    return memory.seconds(shape.weightBytes(), Math.max(touchedBytes, own))
        + memory.seconds(shape.activationBytes(), own);
  }

  private double convertSeconds(GemmShape shape) {
    return shape.converts()
        ? kernel.get(CONVERT) * memory.hitSeconds(shape.convertedBytes())
            + kernel.get(ROW) * shape.rows() / units
        : 0;
  }

  /** The best cut of a call. */
  private record Plan(double seconds, double busy, double waves, double combine) {}

  private Plan plan(GemmShape shape, double touchedBytes) {
    double memorySeconds = memorySeconds(shape, touchedBytes);
    double[] steps = stepSeconds(shape);
    Plan best = new Plan(Double.POSITIVE_INFINITY, 0, 0, 0);
    for (int parts : PARTS) {
      boolean cut = parts > 1;
      if (cut && (!kernel.structure().splits() || shape.depth() < parts * SHORTEST_PART)) {
        break;
      }
      Plan busiest = busy(shape, steps, parts);
      double combine =
          cut
              ? kernel.get(SPLIT)
                  + kernel.get(PARTIAL)
                      * memory.hitSeconds(4.0 * parts * shape.rows() * shape.columns())
              : 0;
      double seconds = KernelTime.join(busiest.busy, memorySeconds, overlap) + combine;
      if (seconds < best.seconds) {
        best = new Plan(seconds, busiest.busy, busiest.waves, combine);
      }
    }
    return best;
  }

  /** The tile that keeps the units busy for the shortest time. */
  private Plan busy(GemmShape shape, double[] steps, int parts) {
    double depth = Math.ceil(shape.depth() / (parts * DEPTH_STEP)) * DEPTH_STEP;
    double block = kernel.get(BLOCK);
    double store = kernel.get(STORE) * 2 * units / (kernel.get(UNIT_STREAM) * bandwidth);
    double least = Double.POSITIVE_INFINITY;
    double itsWaves = 0;
    for (int i = 0; i < tiles.length; i++) {
      double rows = tiles[i][0];
      double columns = tiles[i][1];
      double blocks = Math.ceil(shape.rows() / rows) * Math.ceil(shape.columns() / columns) * parts;
      double waves = Math.ceil(blocks / units);
      double busy = waves * (block + depth * steps[i] + store * rows * columns);
      if (busy < least) {
        least = busy;
        itsWaves = waves;
      }
    }
    return new Plan(0, least, itsWaves, 0);
  }

  /** Seconds of one step of depth in each tile. */
  private double[] stepSeconds(GemmShape shape) {
    double stream = units / (kernel.get(UNIT_STREAM) * bandwidth);
    double product = 2 * units / (kernel.get(MATRIX) * peak(shape.productType()));
    double[] steps = new double[tiles.length];
    for (int i = 0; i < steps.length; i++) {
      double rows = tiles[i][0];
      double columns = tiles[i][1];
      double bytes = rows * shape.productType().bytes() + columns * shape.weightType().bytes();
      steps[i] = KernelTime.join(bytes * stream, rows * columns * product, STEP_JOIN);
    }
    return steps;
  }
}
