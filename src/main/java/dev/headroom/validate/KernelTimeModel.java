package dev.headroom.validate;

import dev.headroom.kernel.PanelLayout;
import dev.headroom.measure.Probe;
import dev.headroom.measure.StoredCalibration;
import dev.headroom.validate.KernelSplit.Block;
import dev.headroom.validate.Prediction.Terms;
import dev.headroom.workload.DataType;
import dev.headroom.workload.GroupedAttention;
import dev.headroom.workload.Phase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Predicts the vector kernel from micro-benchmarks alone; no attention has been timed for it and no
 * factor fitted. A call's keys and values stream through the micro-kernels at the rate measured for
 * the rows, the working set and the threads; softmax, the care of rows, the append and the
 * hand-over to other threads are added.
 */
public final class KernelTimeModel {
  /** Streaming slower than from the first-level cache by more than this waits for memory. */
  private static final double MEMORY_BOUND = 1.25;

  /** Lines of a piece that it was measured with; those beyond come in order. */
  private static final double FIRST_LINES = Probe.LONG_WIDTH * 4.0 / RateTable.LINE_BYTES;

  private final RateTable rates;
  private final Map<Integer, Overhead> overheads = new HashMap<>();

  /**
   * The model of the machine that was calibrated.
   *
   * @throws UnsupportedOperationException if something it needs was not measured
   */
  public KernelTimeModel(StoredCalibration calibration) {
    rates = new RateTable(calibration);
  }

  /** What calls cost besides their work, with this many threads; found once. */
  private Overhead overhead(int threads) {
    return overheads.computeIfAbsent(
        threads,
        count ->
            Overhead.of(
                rates,
                count,
                shape -> {
                  Terms terms = work(shape, KernelSplit.of(shape));
                  return terms.streaming() + terms.softmax() + terms.rows() + terms.append();
                }));
  }

  /** Whether a calibration has all that predictions need. */
  public static boolean isFedBy(StoredCalibration calibration) {
    return RateTable.lacks(calibration).isEmpty();
  }

  /** What to expect of a call. */
  public Prediction predict(CallShape shape) {
    KernelSplit split = KernelSplit.of(shape);
    Terms work = work(shape, split);
    Overhead overhead = overhead(split.items() > 1 ? shape.threads() : 1);
    double edge = shape.phase() == Phase.DECODE ? 0 : overhead.edgeRow() * rows(shape) / 2;
    Terms terms =
        new Terms(
            work.streaming(),
            work.softmax(),
            work.rows() + edge,
            work.append(),
            overhead.call(shape.phase()) + split.items() * overhead.item());
    double cached =
        shares(shape, split, (int) Math.min(shape.threads(), split.items())).cachedStreaming();
    return new Prediction(terms, bound(terms, cached), lowerBound(shape), roofline(shape));
  }

  /** The terms but for what calls cost besides. */
  private Terms work(CallShape shape, KernelSplit split) {
    int threads = (int) Math.min(shape.threads(), split.items());
    Shares all = shares(shape, split, threads);
    int rest = (int) (split.items() % threads);
    if (rest > 0) {
      double tail = (double) rest / split.items();
      all = all.times(1 - tail).plus(shares(shape, split, rest).times(tail));
    }
    double rows = all.rows + traffic(shape, threads);
    return new Terms(all.streaming, all.softmax, rows, append(shape), 0);
  }

  /** Seconds if this many threads shared the work evenly. */
  private record Shares(double streaming, double cachedStreaming, double softmax, double rows) {
    Shares times(double factor) {
      return new Shares(
          factor * streaming, factor * cachedStreaming, factor * softmax, factor * rows);
    }

    Shares plus(Shares other) {
      return new Shares(
          streaming + other.streaming,
          cachedStreaming + other.cachedStreaming,
          softmax + other.softmax,
          rows + other.rows);
    }
  }

  private Shares shares(CallShape shape, KernelSplit split, int threads) {
    double once = workingSet(shape) + queryBytes(shape) + outputBytes(shape);
    // Blocks of one sequence follow each other, so that only the first finds its keys far away.
    double again = once / shape.batchSize();
    double firstShare = 1.0 / split.blocks().size();
    Streaming far = new Streaming(shape, threads, once);
    Streaming near = new Streaming(shape, threads, again);
    Streaming cached = new Streaming(shape, threads, 0);
    double streaming = 0;
    double innermost = 0;
    double logits = 0;
    double softmaxRows = 0;
    double rows = 0;
    double merged = 0;
    GroupedAttention attention = shape.attention();
    for (Block block : split.blocks()) {
      streaming += firstShare * far.seconds(block) + (1 - firstShare) * near.seconds(block);
      streaming += firstShare * turns(shape, block) * rates.turnSeconds(threads, once);
      innermost += cached.seconds(block);
      logits += block.softmaxPairs();
      softmaxRows += block.softmaxRows();
      rows += (double) block.rows() * block.parts();
      merged += block.parts() > 1 ? 2.0 * block.rows() * block.parts() * attention.valueDim() : 0;
    }
    double softmax = rates.softmaxSeconds(threads, softmaxRows, logits);
    if (shape.kvType() == DataType.INT8) {
      softmax += 2 * logits / rates.rate(Probe.ELEMENTWISE, threads);
    }
    double width = (attention.keyDim() + attention.valueDim()) / 2.0;
    double care =
        rates.rowSeconds(threads, rows, rows * width)
            + merged / rates.rate(Probe.ELEMENTWISE, threads);
    return new Shares(streaming, innermost, softmax, care).times(shape.units());
  }

  /** Seconds of a block's products, with rates looked up once for each number of rows. */
  private final class Streaming {
    private final CallShape shape;
    private final int threads;
    private final double bytes;
    private final double tileBytes;
    private final List<Panels> values = new ArrayList<>();
    private int knownRows;
    private Panels keys = new Panels(0, 0, 0, 0);
    private double call;

    /** Panels of a width with their seconds per pair of row and element. */
    private record Panels(int columns, double whole, double edge, double miss) {}

    Streaming(CallShape shape, int threads, double bytes) {
      this.shape = shape;
      this.threads = threads;
      this.bytes = bytes;
      double tile = Math.min(shape.length(), KernelSplit.TILE_KEYS) * shape.kvType().bytes();
      tileBytes = Math.min(bytes, threads * tile * shape.attention().valueDim());
    }

    double seconds(Block block) {
      lookUp(block.rows());
      GroupedAttention attention = shape.attention();
      int left = block.keys() - block.wholeKeys();
      double pairs = (double) block.rows() * block.wholeKeys() + block.scorePairs();
      double calls = Math.ceil(block.keys() / (double) PanelLayout.WIDTH);
      double seconds = keys.whole * pairs * attention.keyDim();
      seconds += call * calls * (1 - attention.keyDim() / (double) Probe.LONG_PANEL);
      double wholeCalls = Math.ceil(block.wholeKeys() / (double) KernelSplit.TILE_KEYS);
      double sumCalls = wholeCalls + Math.ceil(left / (double) KernelSplit.TILE_KEYS);
      double sumRows = block.wholeKeys() + (double) block.sumPairs() / block.rows();
      for (Panels panels : values) {
        double whole = panels.whole * block.rows() * block.wholeKeys();
        seconds += (whole + panels.edge * block.sumPairs() + panels.miss * left) * panels.columns;
        seconds += call * (sumCalls - sumRows / Probe.LONG_PANEL);
      }
      return seconds;
    }

    private void lookUp(int rows) {
      if (rows == knownRows) {
        return;
      }
      knownRows = rows;
      values.clear();
      keys = panels(shape.attention().keyDim(), PanelLayout.WIDTH);
      int columns = PanelLayout.roundUp(shape.attention().valueDim(), PanelLayout.GRAIN);
      for (int at = 0; at < columns; at += PanelLayout.panelWidth(at, columns)) {
        int width = PanelLayout.panelWidth(at, columns);
        values.add(panels(width, width));
      }
      // What waits for memory anyway hides what its calls cost.
      double near = perElement(PanelLayout.WIDTH, rows, 0);
      call = rates.callSeconds(threads, rows) * near / perElement(PanelLayout.WIDTH, rows, bytes);
    }

    private Panels panels(int columns, int width) {
      int edge = Math.min(KernelSplit.EDGE_ROWS, knownRows);
      double near = perElement(width, edge, tileBytes);
      return new Panels(
          columns,
          perElement(width, knownRows, bytes) / knownRows,
          near / edge,
          Math.max(0, perElement(width, edge, bytes) - near));
    }

    private double perElement(int width, int rows, double workingSet) {
      return width == PanelLayout.WIDTH
          ? rates.secondsPerElement(shape.kvType(), threads, rows, workingSet)
          : rates.narrowSecondsPerElement(width, shape.kvType(), threads, rows, workingSet);
    }
  }

  /** How often keys follow values or values keys; panels of values follow each other in a tile. */
  private static double turns(CallShape shape, Block block) {
    double tiles = Math.max(block.parts(), block.keys() / (double) KernelSplit.TILE_KEYS);
    int columns = PanelLayout.roundUp(shape.attention().valueDim(), PanelLayout.GRAIN);
    double panels = Math.ceil(columns / (double) PanelLayout.WIDTH);
    return tiles <= 1 ? 2 : tiles * (1 + panels);
  }

  private static double queryBytes(CallShape shape) {
    double tokens = (double) shape.batchSize() * shape.queryLength();
    return tokens * shape.attention().queryHeads() * shape.attention().keyDim() * Float.BYTES;
  }

  private static double outputBytes(CallShape shape) {
    double tokens = (double) shape.batchSize() * shape.queryLength();
    return tokens * shape.attention().queryHeads() * shape.attention().valueDim() * Float.BYTES;
  }

  /** Bytes of the panels of a call, padding included. */
  private static double workingSet(CallShape shape) {
    int padded = PanelLayout.roundUp(shape.length(), PanelLayout.WIDTH);
    return (double) shape.units() * padded * shape.width() * shape.kvType().bytes();
  }

  /** A key lies across as many cache lines as it has words. */
  private double append(CallShape shape) {
    if (shape.phase() != Phase.DECODE) {
      return 0;
    }
    double keyLines = shape.attention().keyDim() * shape.kvType().bytes() / Float.BYTES;
    double valueLines = Math.ceil(shape.attention().valueDim() * 4.0 / RateTable.LINE_BYTES);
    int threads = (int) Math.min(shape.threads(), shape.units());
    double elements = (double) shape.units() * shape.width();
    return elements / rates.appendRate(shape.kvType(), threads)
        + shape.units()
            * (keyLines + valueLines)
            * rates.appendLineSeconds(threads, workingSet(shape));
  }

  /**
   * Queries are read; outputs are fetched, because a store needs its line, and written back. Those
   * of a prompt's head lie apart, so that each begins anew.
   */
  private double traffic(CallShape shape, int threads) {
    double bytes = queryBytes(shape) + outputBytes(shape);
    double set = workingSet(shape) + bytes;
    double streamed = (bytes + outputBytes(shape)) / rates.readRate(threads, set);
    if (shape.phase() == Phase.DECODE || shape.attention().kvHeads() == 1) {
      return streamed;
    }
    double lines = bytes / RateTable.LINE_BYTES;
    double piece = lines * shape.attention().groupSize() / rows(shape);
    double first = Math.min(1, FIRST_LINES / piece);
    return (1 - first) * streamed + first * lines * rates.rowLineSeconds(threads, set);
  }

  /** Rows of queries and of outputs. */
  private static double rows(CallShape shape) {
    return 2.0 * shape.batchSize() * shape.queryLength() * shape.attention().queryHeads();
  }

  private static String bound(Terms terms, double cachedStreaming) {
    double most = Math.max(terms.streaming(), Math.max(terms.softmax(), terms.rows()));
    if (terms.handOver() + terms.append() > most) {
      return terms.handOver() > terms.append() ? "hand-over" : "append";
    }
    if (most > terms.streaming()) {
      return most == terms.softmax() ? "softmax" : "rows";
    }
    return terms.streaming() > MEMORY_BOUND * cachedStreaming ? "memory" : "compute";
  }

  private double lowerBound(CallShape shape) {
    double memory = shape.bytes() / rates.bestReadRate(shape.threads(), shape.bytes());
    return Math.max(memory, shape.flop() / rates.bestRate(Probe.MULTIPLY_ADD, shape.threads()));
  }

  private double roofline(CallShape shape) {
    double memory = shape.bytes() / rates.memoryRate(shape.threads());
    return Math.max(memory, shape.flop() / rates.rate(Probe.MULTIPLY_ADD, shape.threads()));
  }
}
