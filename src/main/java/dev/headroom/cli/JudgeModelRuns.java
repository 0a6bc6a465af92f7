package dev.headroom.cli;

import dev.headroom.document.Nearest;
import dev.headroom.fit.JudgedRun;
import dev.headroom.hardware.DeviceProfile;
import dev.headroom.measurements.ModelRun;
import dev.headroom.measurements.ModelRunFile;
import dev.headroom.report.Origin;
import dev.headroom.report.Report;
import dev.headroom.report.view.ModelRunsView;
import dev.headroom.workload.DataType;
import dev.headroom.workload.GenerationRequest;
import dev.headroom.workload.KvFormat;
import dev.headroom.workload.Model;
import dev.headroom.workload.Precision;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code validate --measurements FILE.json}: predictions against measured runs of a whole model.
 */
final class JudgeModelRuns {
  private static final int MOST_SEQUENCES = 1 << 20;

  @Option(
      names = {"-m", "--model"},
      paramLabel = "NAME|FILE",
      description =
          "The model that 'llama-bench -o json' or 'vllm bench latency --output-json' ran, whose file"
              + " --measurements names.")
  private @Nullable String model;

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      description = "With --model: the type of its weights (default: bf16).")
  private String dtype = "bf16";

  @Option(
      names = "--kv-cache-dtype",
      paramLabel = "TYPE",
      description = "With --model: the type of its KV cache (default: the activations' type).")
  private @Nullable String kvCacheDtype;

  @Option(
      names = {"-b", "--batch-size"},
      paramLabel = "N",
      description = "With a file of vLLM: as 'vllm bench latency' had it.")
  private @Nullable String batchSize;

  @Option(
      names = {"--input-len", "--isl"},
      paramLabel = "N",
      description = "With a file of vLLM: as 'vllm bench latency' had it.")
  private @Nullable String inputLength;

  @Option(
      names = {"--output-len", "--osl"},
      paramLabel = "N",
      description = "With a file of vLLM: as 'vllm bench latency' had it.")
  private @Nullable String outputLength;

  @Mixin private ModelFolderOptions folders = new ModelFolderOptions();

  /** Refuses options of whole models where none is asked about. */
  void requireUnused() {
    if (model != null || batchSize != null || inputLength != null || outputLength != null) {
      throw new IllegalArgumentException(
          "--model, --batch-size, --input-len, --output-len: need --measurements FILE.json, runs of a"
              + " whole model");
    }
  }

  /**
   * Judges the runs of a file.
   *
   * @param device the profile of a system by the file's name for it
   */
  int run(
      Origin origin,
      Path file,
      Function<String, DeviceProfile> device,
      Consumer<Report> writer,
      @Nullable ErrorLimits limits,
      Surroundings surroundings) {
    if (model == null) {
      throw new IllegalArgumentException(
          "--measurements: a JSON file is of a whole model; --model says which");
    }
    List<ModelRun> runs = ModelRunFile.read(file, request());
    if (runs.isEmpty()) {
      throw new IllegalArgumentException("--measurements: '" + file + "' has no run");
    }
    Model chosen;
    try {
      chosen = ModelFolderOptions.find(folders.catalog(surroundings), model).model();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--model: " + e.getMessage(), e);
    }
    Precision types = precision();
    List<JudgedRun> judged =
        runs.stream()
            .map(run -> JudgedRun.of(run, chosen, device.apply(run.system()), types))
            .toList();
    writer.accept(ModelRunsView.of(origin, chosen, types, judged));
    return ErrorLimits.status(limits, ModelRunsView.errors(judged), surroundings);
  }

  private Optional<ModelRunFile.Request> request() {
    if (inputLength == null && outputLength == null && batchSize == null) {
      return Optional.empty();
    }
    return Optional.of(
        new ModelRunFile.Request(
            one("--batch-size", batchSize, MOST_SEQUENCES),
            one("--input-len", inputLength, GenerationRequest.LONGEST_OUTPUT),
            one("--output-len", outputLength, GenerationRequest.LONGEST_OUTPUT)));
  }

  private static long one(String option, @Nullable String text, long most) {
    if (text == null) {
      throw new IllegalArgumentException(
          option + ": is missing; --batch-size, --input-len and --output-len go together");
    }
    List<Long> values = new IntegerList(option, 1, most).parse(text);
    if (values.size() != 1) {
      throw new IllegalArgumentException(option + ": takes one value here, had " + values.size());
    }
    return values.get(0);
  }

  private Precision precision() {
    String wanted = dtype.toLowerCase(Locale.ROOT);
    List<String> known = Arrays.stream(DataType.values()).map(DataType::key).toList();
    Precision precision =
        Precision.of(
            DataType.ofKey(wanted)
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            "--dtype: " + Nearest.unknown("data type", wanted, known))));
    if (kvCacheDtype == null) {
      return precision;
    }
    try {
      return precision.withKvCache(KvFormat.parse(kvCacheDtype));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--kv-cache-dtype: " + e.getMessage(), e);
    }
  }
}
