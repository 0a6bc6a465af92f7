package dev.headroom.measurements;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.document.InvalidDocumentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs of whole models, under the keys that llama-bench and vllm bench latency document. */
class ModelRunFileTest {
  @TempDir private Path folder;

  private List<ModelRun> read(String text, Optional<ModelRunFile.Request> request)
      throws IOException {
    return ModelRunFile.read(Files.writeString(folder.resolve("runs.json"), text), request);
  }

  private static String test(String gpu, long prompt, long generated, String more) {
    return "{\"build_number\": 5163, \"cpu_info\": \"a cpu\", \"gpu_info\": \""
        + gpu
        + "\", \"n_batch\": 2048, \"n_ubatch\": 512, \"n_prompt\": "
        + prompt
        + ", \"n_gen\": "
        + generated
        + more
        + ", \"samples_ns\": [1, 2]}";
  }

  @Test
  void readsTheTestsOfLlamaBench() throws IOException {
    List<ModelRun> runs =
        read(
            "["
                + test("a gpu", 512, 0, ", \"avg_ns\": 72000000")
                + ","
                + test("", 0, 128, ", \"n_depth\": 4096, \"avg_ns\": 2500000000")
                + "]",
            Optional.empty());
    assertThat(runs)
        .containsExactly(
            new ModelRun(1, "a gpu", 1, 0, 512, 512, 0, 0.072),
            new ModelRun(2, "a cpu", 1, 4096, 0, 512, 128, 2.5));
  }

  /** The prompt pass makes the first of the three tokens. */
  @Test
  void readsTheLatencyOfVllm() throws IOException {
    List<ModelRun> runs =
        read(
            "{\"avg_latency\": 0.5, \"latencies\": [0.4, 0.6], \"percentiles\": {\"10\": 0.4}}",
            Optional.of(new ModelRunFile.Request(8, 4, 3)));
    assertThat(runs).containsExactly(new ModelRun(1, "vllm", 8, 0, 4, 4, 2, 0.5));
    assertThat(runs.get(0).steps())
        .containsExactly(
            new ModelRun.Step(4, 0, true),
            new ModelRun.Step(1, 4, false),
            new ModelRun.Step(1, 5, false));
  }

  /** 1000 tokens after 100 in pieces of 512: 512 after 100, 488 after 612; then 1100 are there. */
  @Test
  void promptsRunInPieces() {
    assertThat(new ModelRun(1, "s", 1, 100, 1000, 512, 1, 1).steps())
        .containsExactly(
            new ModelRun.Step(512, 100, true),
            new ModelRun.Step(488, 612, true),
            new ModelRun.Step(1, 1100, false));
  }

  @Test
  void allFaultsOfAFileAreToldAtOnce() {
    assertThatThrownBy(
            () ->
                read(
                    "["
                        + test("g", 1, 0, ", \"avg_ns\": 0")
                        + ","
                        + test("g", 0, 0, ", \"avg_ns\": 1")
                        + ", 3, {\"n_gen\": 1}]",
                    Optional.empty()))
        .isInstanceOf(InvalidDocumentException.class)
        .hasMessageContaining("[0].avg_ns: must be > 0, was 0.0")
        .hasMessageContaining("[1].n_prompt: must not be 0 together with n_gen")
        .hasMessageContaining("[2]: must be a mapping of keys to values")
        .hasMessageContaining("[3]: missing key 'n_prompt'");
  }

  @Test
  void whatVllmRanMustBeSaidAndOfLlamaBenchMustNot() {
    assertThatThrownBy(() -> read("{\"avg_latency\": 0.5}", Optional.empty()))
        .hasMessageContaining("does not say what was run; give --input-len");
    assertThatThrownBy(
            () ->
                read(
                    "[" + test("g", 1, 0, ", \"avg_ns\": 1") + "]",
                    Optional.of(new ModelRunFile.Request(1, 1, 1))))
        .hasMessageContaining("llama-bench says in its file what it ran");
    assertThatThrownBy(
            () -> read("{\"avg_latency\": -1}", Optional.of(new ModelRunFile.Request(1, 1, 1))))
        .hasMessageContaining("its time must be > 0 s, was -1.0");
  }

  @Test
  void whatIsNoRunIsRefused() {
    assertThatThrownBy(() -> new ModelRun(1, "s", 0, 0, 1, 1, 0, 1))
        .hasMessageContaining("at least 1");
    assertThatThrownBy(() -> new ModelRun(1, "s", 1, 0, 0, 1, 0, 1))
        .hasMessageContaining("needs a prompt or a generated token");
  }
}
