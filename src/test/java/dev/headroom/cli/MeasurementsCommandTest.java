package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/**
 * Fitting and judging by tables of measurements, and the gate on the accuracy of the built-in fits.
 */
class MeasurementsCommandTest {
  private static final String EXCERPT =
      "src/test/resources/dev/headroom/measurements/aiconfigurator-excerpt.csv";

  /** Of the built-in fits when they were last released. */
  private static final double RELEASED_MEDIAN = 0.0496;

  @TempDir private Path folder;

  @Test
  void theBuiltInFitsKeepTheirAccuracy(TestReporter reporter) {
    Terminal terminal =
        Terminal.run(
            "validate",
            "--measurements",
            EXCERPT,
            "--fail-above",
            "median=0.06,p90=0.20",
            "-o",
            "json");
    assertThat(terminal.err()).isEmpty();
    assertThat(terminal.status()).isZero();
    String total = terminal.out().substring(terminal.out().indexOf("\"total\""));
    Matcher median = Pattern.compile("\"median_abs_error\": ([0-9.E-]+)").matcher(total);
    assertThat(median.find()).isTrue();
    double now = Double.parseDouble(median.group(1));
    reporter.publishEntry(
        String.format(
            Locale.ROOT,
            "accuracy of the built-in kernels: median %.4f, %+.4f against the last release",
            now,
            now - RELEASED_MEDIAN));
    assertThat(total).contains("\"bound_violations\": 0");
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
              "rows.csv",
              "validated.csv",
              "validated.pdf",
              "validated.png",
              "validated.svg",
              "validated.tex");
    }
    // The table's 288 calls under a header.
    assertThat(Files.readAllLines(report.resolve("rows.csv"))).hasSize(289);
    assertThat(Files.readString(report.resolve("README.md")))
        .contains("| Median error |", "(validated.svg)", "n 288, ", "headroom validate");
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
  void aFitIsWrittenAsAProfileThatLoadsAndJudges() {
    Path profile = folder.resolve("my-h100.yaml");
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
            profile.toString());
    assertThat(terminal.status()).isZero();
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
