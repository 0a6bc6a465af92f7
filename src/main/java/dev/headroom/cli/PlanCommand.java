package dev.headroom.cli;

import dev.headroom.document.NumberText;
import dev.headroom.figure.FigureKind;
import dev.headroom.hardware.DeviceProfile;
import dev.headroom.plan.Deployment;
import dev.headroom.plan.EngineFile;
import dev.headroom.plan.LoadCurve;
import dev.headroom.plan.LoadShape;
import dev.headroom.plan.PlanCandidate;
import dev.headroom.plan.PlanQuestion;
import dev.headroom.plan.PlanSearch;
import dev.headroom.plan.PlanSensitivity;
import dev.headroom.plan.RecordedLoad;
import dev.headroom.plan.Replay;
import dev.headroom.plan.RequestMix;
import dev.headroom.plan.RequestStream;
import dev.headroom.plan.Served;
import dev.headroom.plan.Trace;
import dev.headroom.plan.Traffic;
import dev.headroom.report.Origin;
import dev.headroom.report.Report;
import dev.headroom.report.Result;
import dev.headroom.report.view.PlanRows;
import dev.headroom.report.view.PlanSearchView;
import dev.headroom.report.view.PlanView;
import dev.headroom.workload.AttentionVariant;
import dev.headroom.workload.Model;
import dev.headroom.workload.Sharding;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
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
            + " with measured times is served again and compared. With a promise (--ttft, --tpot, --latency) or several devices:"
            + " the cheapest deployment that keeps it, and exit status 4 with the nearest promise if"
            + " none does. Without a device: h100-sxm.",
    footer = {
      "",
      "Examples:",
      "  headroom plan -m llama-3.1-8b -d h100-sxm --rate 8",
      "  headroom plan -m llama-3.1-8b -d l40s --rate 2 --input-len lognormal:800:600",
      "  headroom plan -m llama-3.1-8b -d h100-sxm,l40s,rtx-4090 --rate 20 --ttft 1s --tpot 50ms",
      "  headroom plan -m llama-2-70b -d a100-80gb-sxm --tensor-parallel 4 --concurrency 32"
    })
final class PlanCommand implements Callable<Integer> {
  private static final List<AttentionVariant> VARIANTS =
      Stream.of("mha", "gqa:8", "mqa").map(AttentionVariant::parse).toList();

  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ModelOptions model = new ModelOptions();
  @Mixin private DeviceOptions device = new DeviceOptions();
  @Mixin private TrafficOptions traffic = new TrafficOptions();
  @Mixin private PromiseOptions promise = new PromiseOptions();
  @Mixin private ShardingOptions shardings = new ShardingOptions();
  @Mixin private EngineOptions engine = new EngineOptions();
  @Mixin private PlanReportOption report = new PlanReportOption();
  @Mixin private OutputOptions output = new OutputOptions();
  @Mixin private GeneralOptions general = new GeneralOptions();

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
    if (devices.size() > 1 || promise.isGiven()) {
      return search(unchanged, devices);
    }
    Optional<Trace> trace = traffic.trace();
    Optional<RecordedLoad> recorded = traffic.recordedLoad(trace);
    Optional<EngineFile> file = engine.file();
    Traffic asked = traffic.traffic(trace);
    Deployment deployment =
        new Deployment(
            model.single(unchanged),
            devices.get(0),
            engine.precision(file, DeviceOptions.usualType(devices)),
            shardings.single(file.map(EngineFile::sharding).orElse(Sharding.NONE)),
            engine.settings(file),
            engine.overhead());
    Deployment.Layout layout = deployment.layout(asked.requests().longest());
    Origin origin = Provenance.of(spec, unchanged, devices);
    String words = words(asked, trace.isPresent());
    RequestMix mix = traffic.mix(trace);
    double rate = traffic.ratePerSecond(trace);
    boolean isReplay = trace.flatMap(Trace::measured).isPresent();
    Report answer =
        isReplay
            ? replay(origin, layout, asked, trace.orElseThrow(), recorded)
            : serve(origin, Served.of(layout, asked, mix.means(), rate), words);
    if (calibrateOn != null && !isReplay) {
      throw new IllegalArgumentException(
          "--calibrate-on: needs a --trace with queued_ts, first_token_ts and last_token_ts");
    }
    write(answer);
    return ExitStatus.OK;
  }

  private Report serve(Origin origin, Served served, String words) {
    report.add(
        FigureKind.TIMELINE,
        () -> PlanRows.timeline(served.moments(), served.layout().totalBlocks()));
    if (traffic.clients() == Traffic.OPEN) {
      report.add(FigureKind.LOAD, () -> load(served.layout(), served.copies(), served.askedRate()));
    }
    return PlanView.of(origin, served, words, promise.promise().percentile());
  }

  private Report replay(
      Origin origin,
      Deployment.Layout layout,
      Traffic asked,
      Trace trace,
      Optional<RecordedLoad> recorded) {
    int calibrate =
        calibrateOn == null
            ? 0
            : (int) new IntegerList("--calibrate-on", 0, Integer.MAX_VALUE).single(calibrateOn);
    Replay replay = Replay.of(layout, asked, trace, calibrate);
    int blocks = layout.totalBlocks();
    List<LoadShape.Pair> pairs =
        recorded.map(load -> LoadShape.pairs(load, replay.moments(), blocks)).orElse(List.of());
    report.add(
        FigureKind.TIMELINE,
        () ->
            pairs.isEmpty()
                ? PlanRows.timeline(replay.moments(), blocks)
                : PlanRows.timeline(pairs));
    Optional<Trace> itself = Optional.of(trace);
    Served served = Served.of(replay, traffic.mix(itself).means(), traffic.ratePerSecond(itself));
    report.add(FigureKind.LOAD, () -> load(layout, served.copies(), served.askedRate()));
    List<LoadShape> shapes = pairs.isEmpty() ? List.of() : LoadShape.of(pairs);
    return PlanView.of(origin, replay, served, shapes, words(asked, true));
  }

  /** Latency against load; a rate beyond the knee is not on the picture. */
  private List<Result> load(Deployment.Layout layout, int copies, double asked) {
    RequestMix mix = traffic.mix(traffic.trace());
    double percentile = promise.promise().percentile();
    List<LoadCurve.Point> points =
        LoadCurve.of(layout, copies, mix, rate -> traffic.drawn(mix, rate), percentile);
    double knee = copies * points.get(0).state().kneeRate();
    OptionalDouble shown = asked < knee ? OptionalDouble.of(asked) : OptionalDouble.empty();
    return PlanRows.load(points, knee, shown, percentile);
  }

  private void write(Report answer) {
    output.write(answer, surroundings);
    report.write(answer);
  }

  private int search(Model unchanged, List<DeviceProfile> devices) {
    if (traffic.clients() != Traffic.OPEN) {
      throw new IllegalArgumentException("--concurrency: a search needs a --rate");
    }
    Optional<EngineFile> file = engine.file();
    Optional<Trace> trace = traffic.trace();
    RequestMix mix = traffic.mix(trace);
    double rate = traffic.ratePerSecond(trace);
    if (Double.isInfinite(rate)) {
      throw new IllegalArgumentException(
          "--rate: all requests of the trace arrive at once; a search needs a rate");
    }
    PlanQuestion question =
        new PlanQuestion(mix, rate, promise.promise(), traffic::drawn, shardings.mostDevices());
    List<Deployment> all =
        shardings.all(
            model.asked(unchanged),
            devices,
            engine.precisions(file, DeviceOptions.usualType(devices)),
            engine.allSettings(file),
            engine.overhead());
    PlanSearch.Answer answer = PlanSearch.search(all, question);
    List<PlanSensitivity> sensitivity =
        answer.isKept() ? PlanSensitivity.of(answer.candidates().get(0), question) : List.of();
    RequestMix.Means means = mix.means();
    String words =
        unchanged.name()
            + ": "
            + NumberText.of(rate)
            + " requests a second, on average "
            + Math.round(means.input())
            + " tokens in and "
            + Math.round(means.output())
            + " out.";
    Report found =
        PlanSearchView.of(
            Provenance.of(spec, unchanged, devices),
            words,
            question,
            answer,
            PlanSearch.variants(answer, question, VARIANTS),
            sensitivity);
    addFigures(found, answer, question);
    write(found);
    if (answer.isKept()) {
      return ExitStatus.OK;
    }
    surroundings.err().println("headroom: plan: " + PlanSearchView.verdict(question, answer));
    surroundings.err().flush();
    return ExitStatus.THRESHOLD_MISSED;
  }

  private void addFigures(Report found, PlanSearch.Answer answer, PlanQuestion question) {
    report.add(FigureKind.PLANS, found::results);
    if (answer.candidates().isEmpty()) {
      return;
    }
    PlanCandidate best = answer.candidates().get(0);
    Deployment.Layout whole = best.layout().ofCopies(best.copies());
    report.add(
        FigureKind.TIMELINE,
        () -> {
          double rate = question.ratePerSecond();
          Served served =
              Served.of(
                  whole,
                  traffic.drawn(question.mix(), rate, best.copies()),
                  question.mix().means(),
                  rate);
          return PlanRows.timeline(served.moments(), whole.totalBlocks());
        });
    report.add(FigureKind.LOAD, () -> load(best.layout(), best.copies(), question.ratePerSecond()));
  }

  private String words(Traffic asked, boolean isTrace) {
    RequestStream requests = asked.requests();
    String tokens =
        requests.size()
            + " requests, on average "
            + requests.meanInput()
            + " tokens in and "
            + requests.meanOutput()
            + " out";
    if (isTrace) {
      return tokens + ", as recorded.";
    }
    return asked.clients() == Traffic.OPEN
        ? tokens + ", " + NumberText.of(traffic.ratePerSecond()) + " a second."
        : tokens + ", from " + asked.clients() + " clients that wait for their answers.";
  }
}
