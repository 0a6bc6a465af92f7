package dev.headroom.cli;

import dev.headroom.hardware.DeviceProfile;
import dev.headroom.plan.Deployment;
import dev.headroom.plan.EngineSettings;
import dev.headroom.plan.StepOverhead;
import dev.headroom.workload.Model;
import dev.headroom.workload.Precision;
import dev.headroom.workload.Sharding;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say over how many devices a model may be spread. */
final class ShardingOptions {
  private static final int MOST_WAYS = 1024;
  private static final String USUAL_TENSOR = "1,2,4,8";

  @Option(
      names = "--tensor-parallel",
      paramLabel = "N",
      description = "Devices that share every layer (default: 1; of a search 1,2,4,8).")
  private @Nullable String tensor;

  @Option(
      names = "--pipeline-parallel",
      paramLabel = "N",
      description =
          "Stages of layers, each on its own devices (default: 1; a search takes a list).")
  private @Nullable String pipeline;

  @Option(
      names = "--data-parallel",
      paramLabel = "N",
      description = "Copies that share the requests (default: 1; a search finds how many).")
  private @Nullable String data;

  @Option(
      names = "--devices-count",
      paramLabel = "N",
      description = "Most devices of a plan (default: 256).")
  private @Nullable String most;

  /** The one sharding asked for. */
  Sharding single(Sharding usual) {
    return new Sharding(
        ways("--tensor-parallel", tensor, usual.tensor()),
        ways("--pipeline-parallel", pipeline, usual.pipeline()),
        ways("--data-parallel", data, usual.data()));
  }

  private static int ways(String option, @Nullable String text, int usual) {
    return text == null ? usual : (int) new IntegerList(option, 1, MOST_WAYS).single(text);
  }

  /** Most devices of a plan. */
  int mostDevices() {
    return most == null ? 256 : (int) new IntegerList("--devices-count", 1, 1 << 20).single(most);
  }

  /** Every model on every device, spread in every way that was asked for, one copy each. */
  List<Deployment> all(
      List<Model> models,
      List<DeviceProfile> devices,
      List<Precision> precisions,
      List<EngineSettings> engines,
      StepOverhead overhead) {
    if (data != null) {
      throw new IllegalArgumentException(
          "--data-parallel: a search finds how many copies; leave it out");
    }
    List<Long> tensors =
        new IntegerList("--tensor-parallel", 1, MOST_WAYS)
            .parse(tensor == null ? USUAL_TENSOR : tensor);
    List<Long> stages =
        new IntegerList("--pipeline-parallel", 1, MOST_WAYS)
            .parse(pipeline == null ? "1" : pipeline);
    List<Sharding> shardings = new ArrayList<>();
    for (long ways : tensors) {
      for (long stage : stages) {
        shardings.add(new Sharding((int) ways, (int) stage, 1));
      }
    }
    List<Deployment> all = new ArrayList<>();
    for (Model model : models) {
      for (DeviceProfile device : devices) {
        for (Sharding sharding : shardings) {
          for (Precision precision : precisions) {
            for (EngineSettings engine : engines) {
              all.add(new Deployment(model, device, precision, sharding, engine, overhead));
            }
          }
        }
      }
    }
    return all;
  }
}
