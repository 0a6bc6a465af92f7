package dev.headroom.timing;

import dev.headroom.cost.Operator;
import dev.headroom.hardware.DeviceProfile;
import dev.headroom.hardware.KernelPhase;
import dev.headroom.hardware.KernelProfile;
import dev.headroom.hardware.KernelStructure;
import dev.headroom.workload.Batch;
import dev.headroom.workload.CacheState;
import dev.headroom.workload.DataType;
import dev.headroom.workload.ExecutionPolicy;
import dev.headroom.workload.ExecutionPolicy.CacheUpdate;
import dev.headroom.workload.KvFormat;
import dev.headroom.workload.Scenario;
import dev.headroom.workload.Segment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The attention kernels of a device for one scenario, each bound once. */
final class AttentionKernels {
  /** A kernel on the device. */
  private record Bound(String name, KernelPhase phase, KernelTime time) {}

  private record Need(KernelStructure.Form form, boolean decodes) {
    @Override
    public String toString() {
      return (decodes ? "decode" : "prefill") + " of " + KernelStructure.key(form) + " attention";
    }
  }

  private final DeviceProfile device;
  private final KernelWish wish;
  private final boolean cold;
  private final KvFormat cache;
  private final Optional<String> obstacle;
  private final Map<Need, Optional<Bound>> bound = new HashMap<>();
  private final Set<String> missing = new LinkedHashSet<>();

  AttentionKernels(DeviceProfile device, Scenario scenario, KernelWish wish) {
    wish.require(device);
    this.device = device;
    this.wish = wish;
    this.cold = scenario.cacheState() == CacheState.COLD;
    this.cache = scenario.precision().kvCache();
    this.obstacle = obstacle(scenario);
  }

  /** Why no kernel is like this scenario's program: all were measured alike in this. */
  private static Optional<String> obstacle(Scenario scenario) {
    ExecutionPolicy policy = scenario.policy();
    if (!policy.fused()) {
      return Optional.of("attention that writes its scores to memory");
    }
    if (policy.cacheUpdate() != CacheUpdate.IN_PLACE) {
      return Optional.of("attention whose cache is not updated in place");
    }
    DataType activations = scenario.precision().activations();
    return activations.bits() == 16
        ? Optional.empty()
        : Optional.of("attention with queries in " + activations.key());
  }

  /** What no kernel of the device computes, of what was asked so far. */
  List<String> missing() {
    return List.copyOf(missing);
  }

  /**
   * The calls for an attention operator of one layer and equal sequences.
   *
   * @param stepBytes that the step moves, all of which lie between two uses of the same keys
   * @return none if the operator is no attention, or no kernel computes it
   */
  List<KernelCall> calls(
      Operator operator, long sequences, long query, long context, double stepBytes) {
    Optional<AttentionCalls> attention = AttentionCalls.of(operator);
    if (wish.isNone() || attention.isEmpty()) {
      return List.of();
    }
    if (obstacle.isPresent()) {
      missing.add(obstacle.get());
      return List.of();
    }
    List<KernelShape> shapes = attention.get().shapes(sequences, query, context, cache.element());
    if (shapes.isEmpty()) {
      missing.add("attention over a " + attention.get().operator().mask().describe() + " mask");
    }
    List<KernelCall> calls = new ArrayList<>();
    for (KernelShape shape : shapes) {
      Need need = new Need(attention.get().form(), shape.lengths().query() == 1);
      Optional<Bound> kernel = bound.computeIfAbsent(need, this::bind);
      if (kernel.isEmpty()) {
        missing.add(need + " with a KV cache of " + cache);
        return List.of();
      }
      calls.add(call(kernel.get(), shape, cold ? Double.POSITIVE_INFINITY : stepBytes));
    }
    return calls;
  }

  /** The same for a batch, whose segments are computed one after another. */
  List<KernelCall> calls(Operator operator, Batch batch, double stepBytes) {
    List<KernelCall> calls = new ArrayList<>();
    for (Segment segment : batch.segments()) {
      List<KernelCall> found =
          calls(
              operator,
              segment.sequences(),
              segment.queryLength(),
              segment.contextLength(),
              stepBytes);
      if (found.isEmpty()) {
        return List.of();
      }
      calls.addAll(found);
    }
    return calls;
  }

  /** The times of an operator of one layer; empty if it is no attention that kernels compute. */
  Optional<AttentionTime> times(Operator operator) {
    if (wish.isNone() || obstacle.isPresent()) {
      return Optional.empty();
    }
    return AttentionCalls.of(operator)
        .map(
            calls ->
                new AttentionTime(
                    calls,
                    cache.element(),
                    bind(new Need(calls.form(), true)).map(Bound::time),
                    bind(new Need(calls.form(), false)).map(Bound::time),
                    cold));
  }

  /** The kernels of an operator in serving; empty if it is no attention. */
  Optional<ServedAttention> served(PlacedOperator placed) {
    if (wish.isNone() || obstacle.isPresent() || cache.elementsPerScale() > 0) {
      return Optional.empty();
    }
    return AttentionCalls.of(placed.operator())
        .map(
            calls ->
                new ServedAttention(
                    placed,
                    calls,
                    cache.element(),
                    bind(new Need(calls.form(), true)).map(Bound::time),
                    bind(new Need(calls.form(), false)).map(Bound::time),
                    wish.findMixed(device, calls.form(), cache.element())
                        .flatMap(KernelProfile::mixed)
                        .map(phase -> new MixedTime(device, phase))));
  }

  private Optional<Bound> bind(Need need) {
    // A cache with scales is read at another rate than the plain ones that were measured.
    Optional<KernelProfile> kernel =
        cache.elementsPerScale() > 0
            ? Optional.empty()
            : wish.find(device, need.form(), cache.element(), need.decodes());
    return kernel.map(
        found -> {
          KernelPhase phase = found.phase(need.decodes()).orElseThrow();
          return new Bound(found.name(), phase, new KernelTime(device, phase, need.decodes()));
        });
  }

  private static KernelCall call(Bound kernel, KernelShape shape, double touchedBytes) {
    KernelShape own = shape.withProducts(kernel.phase().structure().products());
    return new KernelCall(
        kernel.name(),
        kernel.phase(),
        kernel.time(),
        own,
        touchedBytes,
        kernel.time().terms(own, touchedBytes));
  }
}
