package dev.headroom.plan;

import dev.headroom.cost.StepModel;
import dev.headroom.hardware.DeviceProfile;
import dev.headroom.workload.Batch;

/**
 * What lies in the memory of one device of a server.
 *
 * @param capacityBytes the device's memory
 * @param usableBytes of it that the program may use
 * @param weightBytes of the device's part of the model
 * @param workspaceBytes activations of the largest step
 * @param reserveBytes of the driver, the runtime and its graphs
 * @param blockBytes of one KV block in all layers
 * @param blockTokens tokens of a block
 * @param blocks KV blocks that fit, 0 if not one does
 */
public record MemoryPlan(
    double capacityBytes,
    double usableBytes,
    double weightBytes,
    double workspaceBytes,
    double reserveBytes,
    double blockBytes,
    int blockTokens,
    int blocks) {
  /**
   * Memory that a driver, its context, communication buffers and recorded graphs take: estimated.
   * In the recorded run on an RTX 4090 (vLLM 0.19) what is neither weights nor KV is 1.24 GB of the
   * share that the program may use; 0.5 GB of that is the driver's hold on a card of 24 GiB of
   * which the driver shows 23.5.
   */
  public static final double USUAL_RESERVE_BYTES = 1.0e9;

  /** FP32 logits beside the activations' own, while tokens are chosen. */
  private static final double LOGIT_BYTES = 4;

  /**
   * What fits into a device.
   *
   * @param step of the device's part of the model, with the engine's pages
   * @param vocabulary rows of the device's output head
   */
  public static MemoryPlan of(
      StepModel step,
      DeviceProfile device,
      EngineSettings engine,
      KvDemand demand,
      int vocabulary) {
    double capacity = device.capacityBytes();
    double usable = capacity * engine.memoryUtilization();
    double workspace =
        step.count(Batch.prefill(1, engine.maxBatchedTokens())).workspaceBytes()
            + LOGIT_BYTES * vocabulary * engine.maxSequences();
    double room = usable - step.parameterBytes() - workspace - USUAL_RESERVE_BYTES;
    int fitting = (int) Math.max(0, Math.min(1 << 30, Math.floor(room / demand.blockBytes())));
    return new MemoryPlan(
        capacity,
        usable,
        step.parameterBytes(),
        workspace,
        USUAL_RESERVE_BYTES,
        demand.blockBytes(),
        demand.blockTokens(),
        engine.blocks().orElse(fitting));
  }

  /** The same with so many KV blocks. */
  public MemoryPlan withBlocks(int other) {
    return new MemoryPlan(
        capacityBytes,
        usableBytes,
        weightBytes,
        workspaceBytes,
        reserveBytes,
        blockBytes,
        blockTokens,
        other);
  }

  /** Bytes of all KV blocks. */
  public double kvBytes() {
    return blocks * blockBytes;
  }

  /** Tokens of all KV blocks. */
  public long kvTokens() {
    return (long) blocks * blockTokens;
  }

  /** Bytes that are missing for so many blocks; 0 if they fit. */
  public double missingBytes(int needed) {
    double all = weightBytes + workspaceBytes + reserveBytes + needed * blockBytes;
    return Math.max(0, all - usableBytes);
  }
}
