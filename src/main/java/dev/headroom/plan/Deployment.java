package dev.headroom.plan;

import dev.headroom.cost.StepModel;
import dev.headroom.hardware.DeviceProfile;
import dev.headroom.workload.ExecutionPolicy;
import dev.headroom.workload.Mask;
import dev.headroom.workload.Model;
import dev.headroom.workload.Precision;
import dev.headroom.workload.Scenario;
import dev.headroom.workload.Sharding;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;

/**
 * A model on devices under a serving program: all that a plan needs to know of it, worked out once.
 *
 * @param model the whole model
 * @param device of which there are {@code sharding.devices()}
 * @param precision data types
 * @param sharding how it is spread
 * @param engine the program's settings
 * @param overhead of the program
 */
public record Deployment(
    Model model,
    DeviceProfile device,
    Precision precision,
    Sharding sharding,
    EngineSettings engine,
    StepOverhead overhead) {

  /**
   * A deployment laid out: what one device holds, what fits beside it, how long its steps take.
   *
   * @param deployment what was laid out
   * @param shard what one device of the largest stage holds
   * @param memory of one device
   * @param demand of a sequence on one device
   * @param kernelTime of a stage's step without the program's overhead
   * @param basis what stands behind the times of steps, in words
   * @param isFitted whether fitted kernels stand behind attention
   */
  public record Layout(
      Deployment deployment,
      Model shard,
      MemoryPlan memory,
      KvDemand demand,
      StepTime kernelTime,
      List<String> basis,
      boolean isFitted) {
    /** Copies the list. */
    public Layout {
      basis = List.copyOf(basis);
    }

    /** The limits of the scheduler. */
    public SchedulerSettings scheduler() {
      return deployment.engine.scheduler(memory.blocks(), isWindowed(shard));
    }

    /** Serves a traffic by all copies behind a router. */
    public ServerRun serve(Traffic traffic, ServerListener listener) {
      return ServerSimulation.run(
          traffic, deployment.sharding.data(), scheduler(), demand, stepTime(), listener);
    }

    /** How long the steps of one copy take. */
    public StepTime stepTime() {
      return new PipelinedStepTime(
          deployment.overhead.on(kernelTime), deployment.sharding.pipeline());
    }

    /** So many copies of it. */
    public Layout ofCopies(int copies) {
      Sharding all = deployment.sharding;
      Sharding other =
          new Sharding(
              all.tensor(),
              all.pipeline(),
              copies,
              all.expert(),
              all.context(),
              all.weights(),
              all.attention());
      return withDeployment(deployment.withSharding(other));
    }

    /** The same with another overhead. */
    public Layout withOverhead(StepOverhead other) {
      return withDeployment(deployment.withOverhead(other));
    }

    private Layout withDeployment(Deployment other) {
      return new Layout(other, shard, memory, demand, kernelTime, basis, isFitted);
    }

    /** The same with kernels that take so many times as long. */
    public Layout withKernelTimes(double factor) {
      StepTime slower =
          (decodes, decodeKeys, chunks, chunkTokens, chunkKeys) ->
              factor * kernelTime.seconds(decodes, decodeKeys, chunks, chunkTokens, chunkKeys);
      return new Layout(deployment, shard, memory, demand, slower, basis, isFitted);
    }

    /** The same with so many KV blocks a copy. */
    public Layout withBlocks(int blocks) {
      return new Layout(
          deployment, shard, memory.withBlocks(blocks), demand, kernelTime, basis, isFitted);
    }

    /** KV blocks of all copies that requests can hold. */
    public int totalBlocks() {
      return scheduler().blocks() * deployment.sharding.data();
    }
  }

  /** The same with another overhead. */
  public Deployment withOverhead(StepOverhead other) {
    return new Deployment(model, device, precision, sharding, engine, other);
  }

  /** The same spread otherwise. */
  public Deployment withSharding(Sharding other) {
    return new Deployment(model, device, precision, other, engine, overhead);
  }

  /** The same with another model. */
  public Deployment withModel(Model other) {
    return new Deployment(other, device, precision, sharding, engine, overhead);
  }

  /**
   * Lays it out.
   *
   * @param longest tokens of the longest sequence that it will be asked for
   * @throws IllegalArgumentException if the model cannot be spread so, the device lacks a type or a
   *     link, or not one block of keys fits, saying by how much
   */
  public Layout layout(int longest) {
    if (model.isEncoderDecoder()) {
      throw new IllegalArgumentException(
          "--model: '" + model.name() + "' has an encoder; plans are made for decoders");
    }
    Model shard = sharding.shard(model);
    Scenario scenario =
        Scenario.decode(1, 1)
            .withPrecision(precision)
            .withPolicy(ExecutionPolicy.FLASH.withPageTokens(engine.blockTokens()));
    StepModel step = StepModel.of(model, scenario, sharding, 1);
    KvDemand demand = KvDemand.of(step, engine.blockTokens(), longest);
    MemoryPlan memory =
        MemoryPlan.of(step, device, engine, demand, shard.embedding().vocabularySize());
    requireRoom(memory, demand, longest);
    ModelStepTime kernels =
        ModelStepTime.of(model, LinearTransfer.completed(device), scenario, sharding);
    return new Layout(this, shard, memory, demand, kernels, kernels.basis(), kernels.isFitted());
  }

  private void requireRoom(MemoryPlan memory, KvDemand demand, int longest) {
    int needed = demand.blocks(longest) + 1;
    if (engine.blocks().isEmpty() && memory.blocks() < needed) {
      throw new IllegalArgumentException(
          "--device: "
              + model.name()
              + " does not fit on "
              + device.name()
              + ", "
              + sharding
              + ": "
              + gigabytes(memory.missingBytes(needed))
              + " are missing on each device for weights of "
              + gigabytes(memory.weightBytes())
              + ", work space and the "
              + needed
              + " KV blocks of one request of "
              + longest
              + " tokens");
    }
  }

  /** Bytes to three digits. */
  private static String gigabytes(double bytes) {
    return BigDecimal.valueOf(bytes / 1e9).round(new MathContext(3)).toPlainString() + " GB";
  }

  private static boolean isWindowed(Model model) {
    return model.decoder().stream()
        .anyMatch(group -> !(group.layer().attention().mask() instanceof Mask.Causal));
  }
}
