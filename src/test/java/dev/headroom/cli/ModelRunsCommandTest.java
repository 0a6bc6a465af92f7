package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Measured runs of whole models against what estimates add up to. */
class ModelRunsCommandTest {
  private static final String TWO_TESTS =
      """
      [{"gpu_info": "g", "cpu_info": "c", "n_ubatch": 512, "n_prompt": 512, "n_gen": 0,
        "n_depth": 0, "avg_ns": 100000000},
       {"gpu_info": "g", "cpu_info": "c", "n_ubatch": 512, "n_prompt": 0, "n_gen": 2,
        "n_depth": 4096, "avg_ns": 40000000}]
      """;

  @TempDir private Path folder;
  private Path file = Path.of("unset");

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(folder.resolve("llama-bench.json"), TWO_TESTS);
  }

  private Terminal validate(String more) {
    return Terminal.runLine("validate --measurements " + file + " " + more);
  }

  private static double number(String text, String key, int which) {
    Matcher matcher = Pattern.compile("\"" + key + "\": ([0-9.E-]+)").matcher(text);
    for (int i = 0; i < which; i++) {
      assertThat(matcher.find()).as(key).isTrue();
    }
    return Double.parseDouble(matcher.group(1));
  }

  /** The oracle: each pass asked for by itself, as a user would. */
  @Test
  void aRunIsTheSumOfItsPasses() {
    Terminal terminal = validate("-m llama-2-7b -d l40s -o json");
    assertThat(terminal.err()).isEmpty();
    assertThat(terminal.status()).isZero();
    String step = "estimate -m llama-2-7b -d l40s -o json ";
    double first = number(Terminal.runLine(step + "-c 4096").out(), "predicted_s", 1);
    double second = number(Terminal.runLine(step + "-c 4097").out(), "predicted_s", 1);
    double prompt =
        number(
            Terminal.runLine(step + "--phase prefill --query-length 512").out(), "predicted_s", 1);
    assertThat(number(terminal.out(), "predicted_s", 1)).isCloseTo(prompt, within(1e-12));
    assertThat(number(terminal.out(), "predicted_s", 2)).isCloseTo(first + second, within(1e-12));
    assertThat(number(terminal.out(), "measured_s", 2)).isEqualTo(0.04);
    assertThat(terminal.out()).contains("\"n\": 2", "\"speed_basis\": \"predicted\"");
  }

  @Test
  void theTableSaysWhatIsNotInIt() {
    Terminal terminal = validate("-m llama-2-7b -d g=l40s --dtype int8 --kv-cache-dtype fp8");
    assertThat(terminal.err()).isEmpty();
    assertThat(terminal.out())
        .contains("llama-2-7b, weights int8", "n 2, |expected", "sampling among it, is not in it.");
  }

  /** A device without kernels is at its roofline, and a time that nothing can reach is told. */
  @Test
  void rooflinesAndBeatenBoundsAreTold() throws IOException {
    Files.writeString(file, TWO_TESTS.replace("100000000", "1000"));
    Terminal terminal = validate("-m llama-2-7b -d a10 --dtype fp16");
    assertThat(terminal.status()).isZero();
    assertThat(terminal.out())
        .contains("rooflines where the device has neither a fitted kernel")
        .contains("Faster than its lower bound: run 1.");
    assertThat(validate("-m llama-2-7b -d a10 --dtype fp16 --fail-above median=0.01").status())
        .isEqualTo(4);
  }

  @Test
  void vllmSaysOnlyHowLong() throws IOException {
    Files.writeString(file, "{\"avg_latency\": 0.5, \"latencies\": [0.5]}");
    Terminal terminal =
        validate("-m llama-2-7b -d h100-sxm -b 8 --input-len 32 --output-len 4 -o csv");
    assertThat(terminal.err()).isEmpty();
    assertThat(terminal.out().lines()).hasSize(2);
    assertThat(validate("-m llama-2-7b -d h100-sxm").err()).contains("does not say what was run");
    assertThat(validate("-m llama-2-7b -d h100-sxm -b 8 --input-len 32").err())
        .contains("--output-len: is missing");
    assertThat(validate("-m llama-2-7b -d h100-sxm -b 8,9 --input-len 3 --output-len 4").err())
        .contains("--batch-size: takes one value here, had 2");
  }

  @Test
  void whatIsMissingIsAskedFor() throws IOException {
    assertThat(validate("-d l40s").err()).contains("--model says which");
    assertThat(validate("-m lama-2-7b -d l40s").err())
        .contains("--model: unknown model 'lama-2-7b'; did you mean 'llama-2-7b'?");
    assertThat(validate("-m llama-2-7b").err()).contains("--device: system 'g'");
    assertThat(validate("-m llama-2-7b -d l40s --dtype bf61").err())
        .contains("--dtype: unknown data type 'bf61'; did you mean 'bf16'?");
    assertThat(validate("-m llama-2-7b -d l40s --kv-cache-dtype x").err())
        .contains("--kv-cache-dtype: ");
    Files.writeString(file, "[]");
    assertThat(validate("-m llama-2-7b -d l40s").err()).contains("has no run");
    Terminal csv =
        Terminal.runLine(
            "validate -m llama-2-7b --measurements"
                + " src/test/resources/dev/headroom/measurements/aiconfigurator-excerpt.csv");
    assertThat(csv.status()).isEqualTo(2);
    assertThat(csv.err()).contains("need --measurements FILE.json");
  }
}
