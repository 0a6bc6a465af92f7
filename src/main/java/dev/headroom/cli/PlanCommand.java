package dev.headroom.cli;

import dev.headroom.hardware.DeviceProfile;
import dev.headroom.plan.Deployment;
import dev.headroom.plan.EngineFile;
import dev.headroom.plan.Replay;
import dev.headroom.plan.ServerRun;
import dev.headroom.plan.Sharding;
import dev.headroom.plan.Timeline;
import dev.headroom.plan.Trace;
import dev.headroom.plan.Traffic;
import dev.headroom.report.Origin;
import dev.headroom.report.view.PlanView;
import dev.headroom.workload.Model;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code headroom plan}: how a model serves a traffic. */
@Command(
    name = "plan",
    description =
        "Says how a model on devices serves a traffic: what fits into memory, and by a simulation of"
            + " vLLM's scheduler the times to the first token, from token to token and in all. A trace"
            + " with measured times is served again and compared. Without a device: h100-sxm.",
    footer = {
      "",
      "Examples:",
      "  headroom plan -m llama-3.1-8b -d h100-sxm --rate 8",
      "  headroom plan -m llama-3.1-8b -d l40s --rate 2 --input-len lognormal:800:600",
      "  headroom plan -m llama-2-70b -d a100-80gb-sxm --tensor-parallel 4 --concurrency 32"
    })
final class PlanCommand implements Callable<Integer> {
  private static final double SAMPLE_SECONDS = 1;
  private static final int MOST_WAYS = 1024;

  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ModelOptions model = new ModelOptions();
  @Mixin private DeviceOptions device = new DeviceOptions();
  @Mixin private TrafficOptions traffic = new TrafficOptions();
  @Mixin private EngineOptions engine = new EngineOptions();
  @Mixin private OutputOptions output = new OutputOptions();
  @Mixin private GeneralOptions general = new GeneralOptions();

  @Option(
      names = "--tensor-parallel",
      paramLabel = "N",
      description = "Devices that share every layer (default: 1).")
  private @Nullable String tensor;

  @Option(
      names = "--pipeline-parallel",
      paramLabel = "N",
      description = "Stages of layers, each on its own devices (default: 1).")
  private @Nullable String pipeline;

  @Option(
      names = "--data-parallel",
      paramLabel = "N",
      description = "Copies that share the requests (default: 1).")
  private @Nullable String data;

  @Option(
      names = "--calibrate-on",
      paramLabel = "N",
      description =
          "Calibrate the two overheads of a step on the first N requests of a measured trace, and"
              + " judge the others (default: none).")
  private @Nullable String calibrateOn;

  PlanCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    output.format();
    if (!model.isNamed()) {
      throw new IllegalArgumentException(
          "--model: name the model that is to be served, such as llama-3.1-8b");
    }
    Model unchanged = model.unchanged(surroundings, general.quiet());
    List<DeviceProfile> devices = device.devices(surroundings, EstimateCommand.USUAL_DEVICE);
    if (devices.size() > 1) {
      throw new IllegalArgumentException("--device: takes one device here");
    }
    Optional<Trace> trace = traffic.trace();
    Optional<EngineFile> file = engine.file();
    Traffic asked = traffic.traffic(trace);
    Deployment deployment =
        new Deployment(
            model.single(unchanged),
            devices.get(0),
            engine.precision(file, DeviceOptions.usualType(devices)),
            sharding(file.map(EngineFile::sharding).orElse(Sharding.NONE)),
            engine.settings(file),
            engine.overhead());
    Deployment.Layout layout = deployment.layout(asked.requests().longest());
    Origin origin = Provenance.of(spec, unchanged, devices);
    String words = words(asked, trace.isPresent());
    if (trace.flatMap(Trace::measured).isPresent()) {
      int calibrate =
          calibrateOn == null
              ? 0
              : (int) new IntegerList("--calibrate-on", 0, Integer.MAX_VALUE).single(calibrateOn);
      Replay replay = Replay.of(layout, asked, trace.orElseThrow(), calibrate);
      output.write(PlanView.of(origin, replay, words), surroundings);
      return ExitStatus.OK;
    }
    if (calibrateOn != null) {
      throw new IllegalArgumentException(
          "--calibrate-on: needs a --trace with queued_ts, first_token_ts and last_token_ts");
    }
    Timeline timeline = new Timeline(SAMPLE_SECONDS);
    List<ServerRun> runs = layout.serve(asked, timeline);
    output.write(PlanView.of(origin, layout, words, runs, timeline.moments()), surroundings);
    return ExitStatus.OK;
  }

  private Sharding sharding(Sharding usual) {
    return new Sharding(
        ways("--tensor-parallel", tensor, usual.tensor()),
        ways("--pipeline-parallel", pipeline, usual.pipeline()),
        ways("--data-parallel", data, usual.data()));
  }

  private static int ways(String option, @Nullable String text, int usual) {
    return text == null ? usual : (int) new IntegerList(option, 1, MOST_WAYS).single(text);
  }

  private String words(Traffic asked, boolean isTrace) {
    int n = asked.requests().size();
    String tokens =
        String.format(
            Locale.ROOT,
            "%d requests, on average %d tokens in and %d out",
            n,
            Math.round((double) asked.requests().totalInput() / n),
            Math.round((double) asked.requests().totalOutput() / n));
    if (isTrace) {
      return tokens + ", as recorded.";
    }
    return asked.clients() == Traffic.OPEN
        ? String.format(Locale.ROOT, "%s, %.4g a second.", tokens, traffic.ratePerSecond())
        : tokens + ", from " + asked.clients() + " clients that wait for their answers.";
  }
}
