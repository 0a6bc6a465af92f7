package dev.headroom.validate;

import dev.headroom.kernel.PanelLayout;
import dev.headroom.measure.Probe;
import dev.headroom.measure.StoredCalibration;
import dev.headroom.validate.KernelSplit.Block;
import dev.headroom.validate.Prediction.Terms;
import dev.headroom.workload.DataType;
import dev.headroom.workload.GroupedAttention;
import dev.headroom.workload.Phase;

/**
 * Predicts the vector kernel from micro-benchmarks alone; no attention has been timed for it and no
 * factor fitted. A call's keys and values stream through the micro-kernels at the rate measured for
 * the rows, the working set and the threads; softmax, the care of rows, the append and the
 * hand-over to other threads are added.
 */
public final class KernelTimeModel {
  private static final int LINE_BYTES = 64;

  /** Rows that the edge of a causal mask is taken by. */
  private static final int EDGE_ROWS = 4;

  /** Streaming slower than from the first-level cache by more than this waits for memory. */
  private static final double MEMORY_BOUND = 1.25;

  private final RateTable rates;

  /**
   * The model of the machine that was calibrated.
   *
   * @throws UnsupportedOperationException if something it needs was not measured
   */
  public KernelTimeModel(StoredCalibration calibration) {
    rates = new RateTable(calibration);
  }

  /** What to expect of a call. */
  public Prediction predict(CallShape shape) {
    KernelSplit split = KernelSplit.of(shape);
    int threads = (int) Math.min(shape.threads(), split.items());
    Shares all = shares(shape, split, threads);
    int rest = (int) (split.items() % threads);
    if (rest > 0) {
      double tail = (double) rest / split.items();
      all = all.times(1 - tail).plus(shares(shape, split, rest).times(tail));
    }
    double append = append(shape);
    double handOver = handOver(shape, split);
    Terms terms = new Terms(all.streaming, all.softmax, all.rows, append, handOver);
    return new Prediction(
        terms, bound(terms, all.cachedStreaming), lowerBound(shape), roofline(shape));
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
    double once = workingSet(shape);
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
    double elements = 0;
    GroupedAttention attention = shape.attention();
    for (Block block : split.blocks()) {
      streaming += firstShare * far.seconds(block) + (1 - firstShare) * near.seconds(block);
      innermost += cached.seconds(block);
      logits += block.softmaxPairs();
      softmaxRows += block.softmaxRows();
      double merges = block.parts() > 1 ? 2.0 * block.parts() : 0;
      double scaled = block.parts() * (double) (attention.keyDim() + attention.valueDim());
      elements += block.rows() * (scaled + (1 + merges) * attention.valueDim());
    }
    double softmax = rates.softmaxSeconds(threads, softmaxRows, logits);
    if (shape.kvType() == DataType.INT8) {
      softmax += 2 * logits / rates.rate(Probe.ELEMENTWISE, threads);
    }
    return new Shares(
            streaming, innermost, softmax, elements / rates.rate(Probe.ELEMENTWISE, threads))
        .times(shape.units());
  }

  /** Seconds of a block's products, with rates looked up once for each number of rows. */
  private final class Streaming {
    private final CallShape shape;
    private final int threads;
    private final double bytes;
    private int knownRows;
    private double knownSeconds;
    private double narrowSeconds;
    private double edgeSeconds;
    private double narrowEdgeSeconds;

    Streaming(CallShape shape, int threads, double bytes) {
      this.shape = shape;
      this.threads = threads;
      this.bytes = bytes;
    }

    double seconds(Block block) {
      if (block.rows() != knownRows) {
        knownRows = block.rows();
        int edge = Math.min(EDGE_ROWS, knownRows);
        knownSeconds = rates.secondsPerElement(shape.kvType(), threads, knownRows, bytes);
        narrowSeconds = rates.narrowSecondsPerElement(shape.kvType(), threads, knownRows, bytes);
        edgeSeconds = rates.secondsPerElement(shape.kvType(), threads, edge, bytes) / edge;
        narrowEdgeSeconds =
            rates.narrowSecondsPerElement(shape.kvType(), threads, edge, bytes) / edge;
      }
      GroupedAttention attention = shape.attention();
      double perPair = knownSeconds / knownRows;
      int narrow = attention.valueDim() % PanelLayout.WIDTH;
      int full = attention.keyDim() + attention.valueDim() - narrow;
      double whole = (knownSeconds * full + narrowSeconds * narrow) * block.wholeKeys();
      double scores = perPair * block.scorePairs() * attention.keyDim();
      double edge = edgeSeconds * (attention.valueDim() - narrow) + narrowEdgeSeconds * narrow;
      return whole + scores + edge * block.sumPairs();
    }
  }

  /** Bytes of the panels of a call, padding included. */
  private static double workingSet(CallShape shape) {
    int padded = PanelLayout.roundUp(shape.length(), PanelLayout.WIDTH);
    return (double) shape.units() * padded * shape.width() * shape.kvType().bytes();
  }

  /** A key lies across as many cache lines as it has words, and a line is fetched and written. */
  private double append(CallShape shape) {
    if (shape.phase() != Phase.DECODE) {
      return 0;
    }
    double keyLines = shape.attention().keyDim() * shape.kvType().bytes() / Float.BYTES;
    double valueLines = Math.ceil(shape.attention().valueDim() * 4.0 / LINE_BYTES);
    double bytes = 2 * LINE_BYTES * shape.units() * (keyLines + valueLines);
    int threads = (int) Math.min(shape.threads(), shape.units());
    double elements = (double) shape.units() * shape.width();
    return bytes / rates.readRate(threads, workingSet(shape))
        + elements / rates.appendRate(shape.kvType(), threads);
  }

  private double handOver(CallShape shape, KernelSplit split) {
    int times = split.items() > 1 ? 1 : 0;
    if (shape.phase() == Phase.DECODE && shape.units() > 1) {
      times++;
    }
    return times * rates.handOverSeconds(shape.threads());
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
