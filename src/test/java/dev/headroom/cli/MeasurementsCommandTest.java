package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Fitting and judging by tables of measurements, and the gate on the accuracy of the built-in fits.
 */
class MeasurementsCommandTest {
  private static final String EXCERPT =
      "src/test/resources/dev/headroom/measurements/aiconfigurator-excerpt.csv";

  private static final String GEMM_EXCERPT =
      "src/test/resources/dev/headroom/measurements/aiconfigurator-gemm-excerpt.csv";

  @TempDir private Path folder;

  /**
   * The gate: errors of the built-in fits on an excerpt that may not grow. What they were in the
   * last release is printed beside what they are.
   */
  @ParameterizedTest
  @CsvSource({
    EXCERPT + ", decode, 0.0405, 0.116",
    EXCERPT + ", prefill, 0.0499, 0.140",
    GEMM_EXCERPT + ", gemm, 0.0824, 0.198",
  })
  void theBuiltInFitsKeepTheirAccuracy(
      String file, String phase, double releasedMedian, double releasedP90, TestReporter reporter) {
    Terminal terminal = Terminal.run("validate", "--measurements", file, "-o", "csv");
    assertThat(terminal.err()).isEmpty();
    assertThat(terminal.status()).isZero();
    List<String> lines = terminal.out().lines().toList();
    List<String> names = List.of(lines.get(0).split(",", -1));
    double[] errors =
        lines.stream()
            .skip(1)
            .map(line -> List.of(line.split(",", -1)))
            .filter(cells -> cells.get(names.indexOf("phase")).equals(phase))
            .mapToDouble(
                cells ->
                    Math.abs(
                        number(cells, names, "predicted_s") / number(cells, names, "measured_s")
                            - 1))
            .sorted()
            .toArray();
    double median = errors[errors.length / 2];
    double p90 = errors[errors.length * 9 / 10];
    String change =
        String.format(
            Locale.ROOT,
            "accuracy of the built-in fits, %s, %d rows: median %.4f, p90 %.4f;"
                + " against the last release %+.4f, %+.4f",
            phase,
            errors.length,
            median,
            p90,
            median - releasedMedian,
            p90 - releasedP90);
    reporter.publishEntry(change);
    assertThat(median).as(change).isLessThan(releasedMedian + 0.005);
    assertThat(p90).as(change).isLessThan(releasedP90 + 0.02);
    assertThat(terminal.out()).doesNotContain(",true\n");
  }

  private static double number(List<String> cells, List<String> names, String column) {
    return Double.parseDouble(cells.get(names.indexOf(column)));
  }

  @Test
  void aReportHasTablesRowsAndTheFigure() throws IOException {
    Path report = folder.resolve("a/report");
    Terminal terminal =
        Terminal.run("validate", "--measurements", EXCERPT, "--report", report.toString());
    assertThat(terminal.err()).isEmpty();
    assertThat(terminal.status()).isZero();
    try (Stream<Path> files = Files.list(report)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "README.md",
              "index.html",
              "rows.csv",
              "validated.csv",
              "validated.pdf",
              "validated.png",
              "validated.svg",
              "validated.tex");
    }
    // The table's 226 calls under a header.
    assertThat(Files.readAllLines(report.resolve("rows.csv"))).hasSize(227);
    assertThat(Files.readString(report.resolve("README.md")))
        .contains("| Median error |", "(validated.svg)", "n 226, ", "headroom validate");
  }

  @Test
  void aReportThatCannotBeWrittenIsToldAbout() {
    Terminal terminal = Terminal.run("validate", "--measurements", EXCERPT, "--report", EXCERPT);
    assertThat(terminal.status()).isEqualTo(2);
    assertThat(terminal.err())
        .startsWith("headroom: --report: cannot write")
        .contains("is no folder");
  }

  @Test
  void aMissedLimitIsExitStatusFour() {
    Terminal terminal =
        Terminal.run("validate", "--measurements", EXCERPT, "--fail-above", "median=0.001");
    assertThat(terminal.status()).isEqualTo(4);
    assertThat(terminal.err()).contains("median error is");
  }

  @Test
  void aFitIsWrittenAsAProfileThatLoadsAndJudges() throws IOException {
    Path profile = folder.resolve("my-h100.yaml");
    Path rows = folder.resolve("rows.csv");
    Terminal terminal =
        Terminal.run(
            "calibrate",
            "--measurements",
            EXCERPT,
            "-d",
            "h100_sxm",
            "--kernel",
            "vllm_flash_attn_fa3.bf16",
            "--out",
            profile.toString(),
            "--rows",
            rows.toString());
    assertThat(terminal.status()).isZero();
    // 24 calls of each phase, of which one shape in five is held out, and a header.
    List<String> lines = Files.readAllLines(rows);
    assertThat(lines).hasSize(49);
    assertThat(lines.get(0)).contains(",held_out,", ",predicted_s,", ",measured_s,");
    assertThat(lines.stream().filter(line -> line.contains(",true,"))).hasSizeBetween(4, 16);
    assertThat(terminal.out()).contains("in sample n ", "Wrote " + rows + ".");
    assertThat(terminal.out())
        .contains("vllm.vllm_flash_attn_fa3.bf16 decode: fitted on", "Wrote ");
    Terminal again =
        Terminal.run(
            "validate",
            "--measurements",
            EXCERPT,
            "--kernel",
            "vllm_flash_attn_fa3.bf16",
            "-d",
            "h100_sxm=" + profile);
    assertThat(again.status()).isZero();
    assertThat(again.out())
        .contains("vllm.vllm_flash_attn_fa3.bf16")
        .doesNotContain("No fitted kernel");
  }

  /**
   * Without a term that a fit needs it is worse on the rows it saw; the gate's excerpt is small.
   */
  @Test
  void anAblationSaysWhatATermIsWorth() {
    Terminal terminal =
        Terminal.run("calibrate", "--measurements", GEMM_EXCERPT, "-d", "a100_sxm", "--ablate");
    // Nine rows of this device are too few for fourteen numbers.
    assertThat(terminal.status()).isEqualTo(2);
    assertThat(terminal.err()).contains("a fit needs at least 14 rows");
    Terminal ablated =
        Terminal.run(
            "calibrate",
            "--measurements",
            EXCERPT,
            "-d",
            "h100_sxm",
            "--kernel",
            "vllm.vllm_flash_attn_fa3.bf16",
            "--ablate");
    assertThat(ablated.status()).isZero();
    assertThat(ablated.out())
        .containsPattern("without launch +median +[0-9.]+ % \\([+-][0-9.]+\\), p90")
        // Nothing is copied by this kernel, and decode has no longest tile to balance.
        .containsPattern("without copy +median +[0-9.]+ % \\([+-]0\\.0\\)")
        .containsPattern("without balance +median +[0-9.]+ % \\([+-]0\\.0\\)");
    assertThat(ablated.out().lines().filter(line -> line.contains("  without "))).hasSize(26);
  }

  @Test
  void borrowedKernelsSayThatTheyAreTransferred() throws IOException {
    Path profile = folder.resolve("my-h200.yaml");
    Files.writeString(
        profile,
        """
        schema_version: 1
        name: my-h200
        extends: h200-sxm
        title: mine
        kernels: {from: h100-sxm}
        """);
    Terminal terminal =
        Terminal.run(
            "validate", "--measurements", EXCERPT, "--kernel", "fa3", "-d", "h100_sxm=" + profile);
    assertThat(terminal.err()).isEmpty();
    assertThat(terminal.status()).isZero();
    assertThat(terminal.out()).contains("vllm.vllm_flash_attn_fa3.bf16");
  }

  /** A bad row is told and left out, or with {@code --strict} the table is not used. */
  @Test
  void badRowsAreLeftOutOrRefused() throws IOException {
    Path file = folder.resolve("some-bad.csv");
    String excerpt = Files.readString(Path.of(EXCERPT)).stripTrailing();
    String last = excerpt.substring(excerpt.lastIndexOf('\n') + 1);
    Files.writeString(file, excerpt + "\n" + last.replaceFirst("[^,]*$", "-1") + "\nx\n");
    Terminal lenient = Terminal.run("validate", "--measurements", file.toString());
    assertThat(lenient.status()).isZero();
    assertThat(lenient.err())
        .contains("latency_us: must be a number of microseconds above 0, was '-1'")
        .endsWith("Left out 2 bad rows.\n");
    Terminal quiet = Terminal.run("validate", "--measurements", file.toString(), "-q");
    assertThat(quiet.err()).isEmpty();
    Terminal strict = Terminal.run("validate", "--measurements", file.toString(), "--strict");
    assertThat(strict.status()).isEqualTo(3);
    assertThat(strict.err().lines()).hasSize(2);
    assertThat(strict.out()).isEmpty();
  }

  @Test
  void faultsAreToldOnce() throws IOException {
    Path bad = Files.writeString(folder.resolve("bad.csv"), "system,batch\nx,1\n");
    Terminal terminal = Terminal.run("validate", "--measurements", bad.toString());
    assertThat(terminal.status()).isEqualTo(3);
    assertThat(terminal.err()).contains("needs a column 'backend'", "needs a column 'kernel'");
    Terminal without = Terminal.run("calibrate", "--measurements", EXCERPT);
    assertThat(without.status()).isEqualTo(2);
    assertThat(without.err()).contains("--measurements: needs --device");
    Terminal other = Terminal.run("calibrate", "--measurements", EXCERPT, "-d", "t4");
    assertThat(other.status()).isEqualTo(2);
    assertThat(other.err()).contains("no row is of device 't4'");
  }
}
