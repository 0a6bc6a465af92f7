package dev.headroom.timing;

import dev.headroom.cost.Operator;
import dev.headroom.cost.OperatorGroup;
import dev.headroom.cost.StepCost;
import dev.headroom.cost.StepModel;

/**
 * Whether a step fits into a device's memory: all weights of the model, the KV cache after the
 * step, and the activations of the operator that needs most. What a runtime reserves for itself is
 * not part of it.
 *
 * @param parameterBytes weights
 * @param kvCacheBytes KV cache of all layers
 * @param workspaceBytes activations and scores at their largest
 * @param capacityBytes the device's memory
 */
public record MemoryFit(
    double parameterBytes, double kvCacheBytes, double workspaceBytes, double capacityBytes) {

  /** What a counted step needs of a memory of this capacity. */
  public static MemoryFit of(StepModel step, StepCost cost, double capacityBytes) {
    return new MemoryFit(
        step.parameterBytes(), cost.kvCacheBytes(), cost.workspaceBytes(), capacityBytes);
  }

  /**
   * The same for equal sequences of a step that was not counted.
   *
   * @param sequences equal sequences of the batch, at least 1
   * @param query new tokens of each, at least 1
   * @param context cached tokens of each, at least 0
   */
  public static MemoryFit of(
      StepModel step, long sequences, long query, long context, double capacityBytes) {
    double cache = 0;
    double largest = 0;
    for (OperatorGroup group : step.groups()) {
      for (Operator operator : group.operators()) {
        cache += group.repeats() * operator.residentBytes(sequences, query, context);
        largest = Math.max(largest, operator.workspaceBytes(sequences, query, context));
      }
    }
    double stream = step.streamBytesPerToken() * sequences * query;
    return new MemoryFit(step.parameterBytes(), cache, stream + largest, capacityBytes);
  }

  /** Bytes needed in all. */
  public double requiredBytes() {
    return parameterBytes + kvCacheBytes + workspaceBytes;
  }

  /** Whether they fit. */
  public boolean fits() {
    return requiredBytes() <= capacityBytes;
  }

  /** Bytes by which they do not fit; 0 if they do. */
  public double missingBytes() {
    return Math.max(0, requiredBytes() - capacityBytes);
  }
}
