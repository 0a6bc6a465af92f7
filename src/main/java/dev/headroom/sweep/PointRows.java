package dev.headroom.sweep;

import dev.headroom.expression.Formula;
import dev.headroom.sweep.Layout.Demand;
import dev.headroom.sweep.Metric.Group;
import dev.headroom.timing.Estimate;
import dev.headroom.timing.KernelWish;
import dev.headroom.timing.MemoryFit;
import dev.headroom.workload.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Computes the rows of points, one after another; neighbours share their setup. One thread at a
 * time.
 */
final class PointRows {
  private final Grid grid;
  private final Layout layout;
  private final SetupBuilder setups;
  private final long inner;
  private final double[] row;
  private final int firstInner;
  private final Inner queries;
  private final Inner batches;
  private final Inner contexts;
  private long queryAt;
  private long batchAt;
  private long contextAt;
  private long next = -1;
  private long setupIndex = -1;
  private @Nullable Setup setup;
  private @Nullable Setup first;
  private long query;
  private long batch;
  private long context;
  private double joulesPerSecond;
  private double usdPerSecond;
  private final double predictedText;
  private final double rooflineText;

  PointRows(Grid grid, Layout layout, SetupBuilder setups) {
    this.grid = grid;
    this.layout = layout;
    this.setups = setups;
    this.inner = inner(grid);
    int axes = grid.axes().size();
    this.firstInner = Layout.axis(axes - 3);
    this.queries = Inner.of(grid.axes().get(axes - 3));
    this.batches = Inner.of(grid.axes().get(axes - 2));
    this.contexts = Inner.of(grid.axes().get(axes - 1));
    this.row = new double[layout.size()];
    this.predictedText = layout.texts().number("predicted");
    this.rooflineText = layout.texts().number("roofline");
  }

  /** Points that share a setup: query length, batch and context, the last three axes. */
  static long inner(Grid grid) {
    int axes = grid.axes().size();
    long product = 1;
    for (int i = axes - 3; i < axes; i++) {
      product *= grid.axes().get(i).size();
    }
    return product;
  }

  /**
   * Goes to a point and fills in its axes.
   *
   * @return whether there can be such a point
   */
  boolean moveTo(long index) {
    if (index == next) {
      step();
    } else {
      jump(index);
    }
    next = index + 1;
    row[0] = index;
    row[firstInner] = query;
    row[firstInner + 1] = batch;
    row[firstInner + 2] = context;
    return setup != null;
  }

  /** To the next point, most of which differ in their context alone: without a division. */
  private void step() {
    if (++contextAt < contexts.count) {
      context = contexts.series.get(contextAt);
      return;
    }
    contextAt = 0;
    context = contexts.series.get(0);
    if (++batchAt < batches.count) {
      batch = batches.series.get(batchAt);
      return;
    }
    batchAt = 0;
    batch = batches.series.get(0);
    if (++queryAt < queries.count) {
      query = queries.series.get(queryAt);
      return;
    }
    jump(next);
  }

  private void jump(long index) {
    long wanted = index / inner;
    if (wanted != setupIndex) {
      setupIndex = wanted;
      enter(index);
    }
    long rest = index % inner;
    contextAt = rest % contexts.count;
    rest /= contexts.count;
    batchAt = rest % batches.count;
    queryAt = rest / batches.count;
    context = contexts.series.get(contextAt);
    batch = batches.series.get(batchAt);
    query = queries.series.get(queryAt);
  }

  /** An axis of whole numbers whose size is asked for at every point. */
  private record Inner(NumberSeries series, long count) {
    private static Inner of(Axis axis) {
      NumberSeries series = ((Axis.Numbers) axis).series();
      return new Inner(series, series.size());
    }
  }

  private void enter(long index) {
    List<Object> values = grid.values(index);
    for (int i = 0; i < values.size(); i++) {
      Object value = values.get(i);
      row[Layout.axis(i)] =
          value instanceof Number number
              ? number.doubleValue()
              : layout.texts().number(value.toString());
    }
    first = null;
    try {
      setup = setups.build(values);
    } catch (IllegalArgumentException e) {
      setup = null;
      return;
    }
    put(Metric.PARAMETERS, setup.model().parameters());
    put(Metric.RIDGE_POINT_FLOP_PER_BYTE, setup.ceilings().ridgePoint());
    put(Metric.MEMORY_CAPACITY_BYTES, setup.device().capacityBytes());
    put(Metric.QUALITY, setups.quality().of(setup.model()));
    put(Metric.DEVICES_COUNT, setup.devices());
    joulesPerSecond = setup.devices() * setup.device().powerWatts().orElse(Double.NaN);
    usdPerSecond = setup.devices() * setup.device().priceUsdPerHour().orElse(Double.NaN) / 3600;
  }

  /** Computes what is demanded of the point, and returns its row, which the next point reuses. */
  double[] fill(Demand demand) {
    Setup here = Objects.requireNonNull(setup);
    here.moveTo(batch, query, context);
    if (demand.needs(Group.COUNTS)) {
      double flop = here.flop();
      double bytes = here.bytes();
      put(Metric.FLOP, flop);
      put(Metric.BYTES, bytes);
      put(Metric.ARITHMETIC_INTENSITY_FLOP_PER_BYTE, flop / bytes);
    }
    if (demand.needs(Group.BOUND)) {
      put(Metric.LOWER_BOUND_S, here.lowerBoundSeconds());
    }
    if (demand.needs(Group.ROOFLINE)) {
      put(Metric.ROOFLINE_S, here.rooflineSeconds());
    }
    if (demand.needs(Group.PREDICTED)) {
      putPredicted(here);
    }
    if (demand.needs(Group.SPEEDUP)) {
      putSpeedup();
    }
    if (demand.needs(Group.MEMORY)) {
      putMemory(here);
    }
    if (demand.needs(Group.WHOLE)) {
      putWhole(here);
    }
    List<Map.Entry<Integer, Formula>> formulas = demand.formulas();
    for (int i = 0; i < formulas.size(); i++) {
      row[formulas.get(i).getKey()] = formulas.get(i).getValue().value(row);
    }
    return row;
  }

  /** The question at the point. */
  Question question() {
    Setup here = Objects.requireNonNull(setup);
    here.moveTo(batch, query, context);
    return here.question();
  }

  private void put(Metric metric, double value) {
    row[layout.of(metric)] = value;
  }

  private double get(Metric metric) {
    return row[layout.of(metric)];
  }

  private void putText(Metric metric, @Nullable String text) {
    put(metric, text == null ? Double.NaN : layout.texts().number(text));
  }

  private void putMemory(Setup here) {
    MemoryFit fit = here.memory();
    put(Metric.KV_CACHE_BYTES, fit.kvCacheBytes());
    put(Metric.MEMORY_REQUIRED_BYTES, fit.requiredBytes());
    put(Metric.FITS, fit.fits() ? 1 : 0);
  }

  private void putPredicted(Setup here) {
    double predicted = here.predictedSeconds(get(Metric.BYTES), get(Metric.LOWER_BOUND_S));
    boolean known = !Double.isNaN(predicted);
    double seconds = known ? predicted : get(Metric.ROOFLINE_S);
    double speed = here.tokens() / seconds;
    boolean decodes = here.phase() == Phase.DECODE;
    put(Metric.PREDICTED_S, predicted);
    put(Metric.SPEED_BASIS, known ? predictedText : rooflineText);
    put(Metric.TOKENS_PER_S, speed);
    put(Metric.TIME_PER_OUTPUT_TOKEN_S, decodes ? seconds : Double.NaN);
    put(Metric.TIME_TO_FIRST_TOKEN_S, decodes ? Double.NaN : seconds);
    put(Metric.ENERGY_J_PER_TOKEN, joulesPerSecond / speed);
    put(Metric.USD_PER_MILLION_TOKENS, usdPerSecond * 1e6 / speed);
  }

  /** How many times as fast as the first variant of attention, all else equal. */
  private void putSpeedup() {
    Setup baseline = first == null ? firstVariant() : first;
    first = baseline;
    baseline.moveTo(batch, query, context);
    double predicted = baseline.predictedSeconds(baseline.bytes(), baseline.lowerBoundSeconds());
    double own = get(Metric.PREDICTED_S);
    put(
        Metric.SPEEDUP,
        Double.isNaN(predicted) || Double.isNaN(own)
            ? baseline.rooflineSeconds() / get(Metric.ROOFLINE_S)
            : predicted / own);
  }

  private Setup firstVariant() {
    List<Object> values = new ArrayList<>(grid.values((long) row[0]));
    for (int i = 0; i < values.size(); i++) {
      if (grid.axes().get(i).key().equals(Dimension.ATTENTION.key())) {
        values.set(i, grid.axes().get(i).value(0));
      }
    }
    return setups.build(values);
  }

  /** What only a count of every operator apart tells. */
  private void putWhole(Setup here) {
    Question question = here.question();
    boolean none =
        here.kernels().isNamed()
            && Double.isNaN(here.predictedSeconds(here.bytes(), here.lowerBoundSeconds()));
    Estimate estimate =
        Estimate.of(
            question.model(),
            question.device(),
            question.scenario(),
            none ? KernelWish.NONE : question.kernels(),
            question.sharding());
    put(Metric.VECTOR_FLOP, estimate.cost().work().vectorFlop());
    put(Metric.EXPONENTIALS, estimate.cost().work().exponentials());
    put(Metric.BYTES_WEIGHTS, estimate.cost().traffic().weights());
    put(Metric.BYTES_KV_READ, estimate.cost().traffic().kvRead());
    put(Metric.BYTES_KV_WRITE, estimate.cost().traffic().kvWrite());
    put(Metric.BYTES_ACTIVATIONS, estimate.cost().traffic().activations());
    put(Metric.BYTES_LOGITS, estimate.cost().traffic().logits());
    put(Metric.COMPULSORY_BYTES, estimate.cost().compulsoryBytes());
    putText(Metric.BOUND, estimate.times().bound().key());
    boolean known = estimate.isPredicted();
    boolean banded = estimate.prediction().isFitted();
    put(Metric.PREDICTED_LOW_S, banded ? estimate.prediction().lowSeconds() : Double.NaN);
    put(Metric.PREDICTED_HIGH_S, banded ? estimate.prediction().highSeconds() : Double.NaN);
    putText(Metric.PREDICTED_BOUND, known ? estimate.prediction().bound() : null);
    putText(
        Metric.KERNEL,
        known
            ? estimate.prediction().calls().stream()
                .map(call -> call.kernel())
                .distinct()
                .collect(Collectors.joining(", "))
            : null);
  }
}
