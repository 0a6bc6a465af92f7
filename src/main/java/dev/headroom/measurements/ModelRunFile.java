package dev.headroom.measurements;

import dev.headroom.document.Document;
import dev.headroom.document.JsonReader;
import dev.headroom.document.MappingReader;
import dev.headroom.document.Sequence;
import dev.headroom.document.ValueReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Measured runs of whole models, as two benchmarks write them: {@code llama-bench -o json}, a list
 * of tests that say what they ran, and {@code vllm bench latency --output-json}, a mapping that
 * says only how long it took.
 *
 * @see <a href="https://github.com/ggml-org/llama.cpp/blob/master/tools/llama-bench/README.md">
 *     llama-bench</a>
 * @see <a href="https://docs.vllm.ai/en/latest/cli/bench/latency.html">vllm bench latency</a>
 */
public final class ModelRunFile {
  private static final int MOST_BYTES = 64 << 20;
  private static final long MOST_TOKENS = 1L << 24;
  private static final String VLLM = "vllm";

  private ModelRunFile() {}

  /**
   * What a run of {@code vllm bench latency} was asked for; its file does not say.
   *
   * @param sequences its {@code --batch-size}
   * @param inputTokens its {@code --input-len}
   * @param outputTokens its {@code --output-len}, of which the prompt pass makes the first
   */
  public record Request(long sequences, long inputTokens, long outputTokens) {}

  /**
   * Reads a file.
   *
   * @param request what vLLM was asked for, if it was vLLM
   * @throws dev.headroom.document.InvalidDocumentException naming all that is wrong in the file
   * @throws IllegalArgumentException if the file is vLLM's and nothing was said of its request, or
   *     the other way round
   */
  public static List<ModelRun> read(Path file, Optional<Request> request) {
    Document document = JsonReader.read(file, MOST_BYTES);
    if (document.root() instanceof Sequence) {
      if (request.isPresent()) {
        throw new IllegalArgumentException(
            "--input-len, --output-len, --batch-size: llama-bench says in its file what it ran");
      }
      return document.bindItems(ModelRunFile::tests);
    }
    Request asked =
        request.orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--measurements: '"
                        + file
                        + "' does not say what was run; give --input-len, --output-len and"
                        + " --batch-size as vllm bench latency had them"));
    return document.bind(form -> List.of(latency(form, asked)));
  }

  /** The GPU, or the CPU of a run without one, whose {@code gpu_info} is empty. */
  private static String system(Map<String, ValueReader> values) {
    return Stream.of("gpu_info", "cpu_info")
        .flatMap(key -> Optional.ofNullable(values.get(key)).stream())
        .map(ValueReader::plain)
        .filter(name -> !name.isBlank())
        .findFirst()
        .orElse("unnamed");
  }

  private static List<ModelRun> tests(List<ValueReader> items) {
    List<ModelRun> runs = new ArrayList<>();
    for (ValueReader item : items) {
      MappingReader test = item.mapping();
      String system = system(test.values());
      long prompt = test.integer("n_prompt", 0, MOST_TOKENS);
      long generated = test.integer("n_gen", 0, MOST_TOKENS);
      long cached = test.optionalInteger("n_depth", 0, MOST_TOKENS).orElse(0);
      long piece = test.integer("n_ubatch", 1, MOST_TOKENS);
      double nanoseconds = test.number("avg_ns");
      if (!(nanoseconds > 0)) {
        test.fault("avg_ns", "must be > 0, was " + nanoseconds);
      } else if (prompt + generated == 0) {
        test.fault("n_prompt", "must not be 0 together with n_gen");
      } else {
        runs.add(
            new ModelRun(
                runs.size() + 1, system, 1, cached, prompt, piece, generated, nanoseconds / 1e9));
      }
      test.ignoreRest();
    }
    return runs;
  }

  private static ModelRun latency(MappingReader form, Request asked) {
    double seconds = form.number("avg_latency");
    form.ignoreRest();
    return new ModelRun(
        1,
        VLLM,
        asked.sequences(),
        0,
        asked.inputTokens(),
        asked.inputTokens(),
        asked.outputTokens() - 1,
        seconds);
  }
}
