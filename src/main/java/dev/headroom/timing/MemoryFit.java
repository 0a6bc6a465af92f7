package dev.headroom.timing;

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
