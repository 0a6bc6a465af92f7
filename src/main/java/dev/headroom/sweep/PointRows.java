package dev.headroom.sweep;

import dev.headroom.expression.Formula;
import dev.headroom.sweep.Layout.Demand;
import dev.headroom.sweep.Metric.Group;
import dev.headroom.timing.Ceilings;
import dev.headroom.timing.Estimate;
import dev.headroom.timing.KernelWish;
import dev.headroom.timing.MemoryFit;
import dev.headroom.timing.StepTimes;
import dev.headroom.workload.Batch;
import dev.headroom.workload.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
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
  private long setupIndex = -1;
  private @Nullable Setup setup;
  private @Nullable Setup first;
  private long query;
  private long batch;
  private long context;

  PointRows(Grid grid, Layout layout, SetupBuilder setups) {
    this.grid = grid;
    this.layout = layout;
    this.setups = setups;
    this.inner = inner(grid);
    this.row = new double[layout.size()];
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
    long wanted = index / inner;
    if (wanted != setupIndex) {
      setupIndex = wanted;
      enter(index);
    }
    row[0] = index;
    List<Axis> axes = grid.axes();
    int last = axes.size() - 1;
    long rest = index % inner;
    context = number(axes.get(last), rest % axes.get(last).size());
    rest /= axes.get(last).size();
    batch = number(axes.get(last - 1), rest % axes.get(last - 1).size());
    query = number(axes.get(last - 2), rest / axes.get(last - 1).size());
    row[Layout.axis(last)] = context;
    row[Layout.axis(last - 1)] = batch;
    row[Layout.axis(last - 2)] = query;
    return setup != null;
  }

  private static long number(Axis axis, long index) {
    return ((Axis.Numbers) axis).series().get(index);
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
    put(Metric.MEMORY_CAPACITY_BYTES, setup.device().capacityBytes() * setup.devices());
  }

  /** Computes what is demanded of the point, and returns its row, which the next point reuses. */
  double[] fill(Demand demand) {
    Setup here = Objects.requireNonNull(setup);
    Setup.Bound step = here.step(batch, query, context);
    if (demand.needs(Group.COUNTS)) {
      double flop = step.folded().matmulFlop(batch, query, context);
      double bytes = step.folded().trafficBytes(batch, query, context);
      put(Metric.FLOP, flop);
      put(Metric.BYTES, bytes);
      put(Metric.ARITHMETIC_INTENSITY_FLOP_PER_BYTE, flop / bytes);
    }
    if (demand.needs(Group.BOUND)) {
      put(Metric.LOWER_BOUND_S, step.ideal().lowerBoundSeconds(batch, query, context));
    }
    if (demand.needs(Group.ROOFLINE)) {
      put(Metric.ROOFLINE_S, step.ideal().rooflineSeconds(batch, query, context));
    }
    if (demand.needs(Group.PREDICTED)) {
      putPredicted(here, step);
    }
    if (demand.needs(Group.SPEEDUP)) {
      putSpeedup();
    }
    if (demand.needs(Group.MEMORY)) {
      putMemory(step);
    }
    if (demand.needs(Group.WHOLE)) {
      putWhole(here);
    }
    for (Map.Entry<Integer, Formula> derived : demand.formulas()) {
      row[derived.getKey()] = derived.getValue().value(row);
    }
    return row;
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

  private void putMemory(Setup.Bound step) {
    double capacity = get(Metric.MEMORY_CAPACITY_BYTES);
    MemoryFit fit = MemoryFit.of(step.step(), batch, query, context, capacity);
    put(Metric.KV_CACHE_BYTES, fit.kvCacheBytes());
    put(Metric.MEMORY_REQUIRED_BYTES, fit.requiredBytes());
    put(Metric.FITS, fit.fits() ? 1 : 0);
  }

  private void putPredicted(Setup here, Setup.Bound step) {
    double predicted =
        step.predicted()
            .seconds(batch, query, context, get(Metric.BYTES), get(Metric.LOWER_BOUND_S));
    boolean known = !Double.isNaN(predicted);
    double seconds = known ? predicted : get(Metric.ROOFLINE_S);
    double speed = (double) batch * query / seconds;
    boolean decodes = here.scenario().phase() == Phase.DECODE;
    put(Metric.PREDICTED_S, predicted);
    putText(Metric.SPEED_BASIS, known ? "predicted" : "roofline");
    put(Metric.TOKENS_PER_S, speed);
    put(Metric.TIME_PER_OUTPUT_TOKEN_S, decodes ? seconds : Double.NaN);
    put(Metric.TIME_TO_FIRST_TOKEN_S, decodes ? Double.NaN : seconds);
    put(Metric.ENERGY_J_PER_TOKEN, perToken(here, here.device().powerWatts(), 1, speed));
    put(
        Metric.USD_PER_MILLION_TOKENS,
        perToken(here, here.device().priceUsdPerHour(), 1e6 / 3600, speed));
  }

  /** How many times as fast as the first variant of attention, all else equal. */
  private void putSpeedup() {
    Setup baseline = first == null ? firstVariant() : first;
    first = baseline;
    Setup.Bound step = baseline.step(batch, query, context);
    double predicted =
        step.predicted()
            .seconds(
                batch,
                query,
                context,
                step.folded().trafficBytes(batch, query, context),
                step.ideal().lowerBoundSeconds(batch, query, context));
    double own = get(Metric.PREDICTED_S);
    put(
        Metric.SPEEDUP,
        Double.isNaN(predicted) || Double.isNaN(own)
            ? step.ideal().rooflineSeconds(batch, query, context) / get(Metric.ROOFLINE_S)
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

  private static double perToken(
      Setup setup, OptionalDouble perSecond, double factor, double speed) {
    return perSecond.orElse(Double.NaN) * setup.devices() * factor / speed;
  }

  /** What only a count of every operator apart tells. */
  private void putWhole(Setup here) {
    Estimate estimate =
        Estimate.of(
            here.model(),
            here.device(),
            here.scenario().withBatch(Batch.uniform(batch, query, context)),
            here.kernels().isNamed() && Double.isNaN(predictedSeconds(here))
                ? KernelWish.NONE
                : here.kernels());
    put(Metric.VECTOR_FLOP, estimate.cost().work().vectorFlop());
    put(Metric.EXPONENTIALS, estimate.cost().work().exponentials());
    put(Metric.BYTES_WEIGHTS, estimate.cost().traffic().weights());
    put(Metric.BYTES_KV_READ, estimate.cost().traffic().kvRead());
    put(Metric.BYTES_KV_WRITE, estimate.cost().traffic().kvWrite());
    put(Metric.BYTES_ACTIVATIONS, estimate.cost().traffic().activations());
    put(Metric.BYTES_LOGITS, estimate.cost().traffic().logits());
    put(Metric.COMPULSORY_BYTES, estimate.cost().compulsoryBytes());
    Ceilings ceilings = here.ceilings();
    putText(
        Metric.BOUND,
        StepTimes.of(estimate.cost(), ceilings, here.scenario().cacheState()).bound().key());
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

  private double predictedSeconds(Setup here) {
    return here.step(batch, query, context).predicted().seconds(batch, query, context, 0, 0);
  }
}
