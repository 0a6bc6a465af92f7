package dev.headroom.plan;

import dev.headroom.cost.StepModel;
import dev.headroom.hardware.DeviceProfile;
import dev.headroom.workload.ExecutionPolicy;
import dev.headroom.workload.Mask;
import dev.headroom.workload.Model;
import dev.headroom.workload.Precision;
import dev.headroom.workload.Scenario;
import dev.headroom.workload.Sharding;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

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
   */
  public record Layout(
      Deployment deployment,
      Model shard,
      MemoryPlan memory,
      KvDemand demand,
      StepTime kernelTime,
      List<String> basis) {
    /** Copies the list. */
    public Layout {
      basis = List.copyOf(basis);
    }

    /** The limits of the scheduler. */
    public SchedulerSettings scheduler() {
      return deployment.engine.scheduler(memory.blocks(), isWindowed(shard));
    }

    /** Serves a traffic: one run for each copy, each with its share of the requests. */
    public List<ServerRun> serve(Traffic traffic, ServerListener listener) {
      int copies = Math.min(deployment.sharding.data(), traffic.requests().size());
      List<ServerRun> runs = new ArrayList<>();
      for (int copy = 0; copy < copies; copy++) {
        runs.add(
            ServerSimulation.run(
                traffic.share(copy, copies),
                scheduler(),
                demand,
                stepTime(),
                copy == 0 ? listener : ServerListener.DEAF));
      }
      return runs;
    }

    /** How long the steps of one copy take. */
    public StepTime stepTime() {
      return new PipelinedStepTime(
          deployment.overhead.on(kernelTime), deployment.sharding.pipeline());
    }

    /** One copy of it alone. */
    public Layout ofOneCopy() {
      Sharding all = deployment.sharding;
      Sharding one =
          new Sharding(
              all.tensor(),
              all.pipeline(),
              1,
              all.expert(),
              all.context(),
              all.weights(),
              all.attention());
      return new Layout(deployment.withSharding(one), shard, memory, demand, kernelTime, basis);
    }

    /** The same with another overhead. */
    public Layout withOverhead(StepOverhead other) {
      return new Layout(deployment.withOverhead(other), shard, memory, demand, kernelTime, basis);
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
    return new Layout(this, shard, memory, demand, kernels, kernels.basis());
  }

  private void requireRoom(MemoryPlan memory, KvDemand demand, int longest) {
    int needed = demand.blocks(longest) + 1;
    if (engine.blocks().isEmpty() && memory.blocks() < needed) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "--device: %s does not fit on %s, %s: %.3g GB are missing on each device for weights"
                  + " of %.3g GB, work space and the %d KV blocks of one request of %d tokens",
              model.name(),
              device.name(),
              sharding,
              memory.missingBytes(needed) / 1e9,
              memory.weightBytes() / 1e9,
              needed,
              longest));
    }
  }

  private static boolean isWindowed(Model model) {
    return model.decoder().stream()
        .anyMatch(group -> !(group.layer().attention().mask() instanceof Mask.Causal));
  }
}
