package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What calibrating says when it is asked wrongly; that it measures is tested where it does. */
class CalibrateCommandTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--quick --full | --quick, --full: only one of them may be given",
        "--threads 0 | --threads: must be between 1 and ",
        "--threads 1000000 | , the processors that may be used, was 1000000",
        "--out My_Box.yaml | --out: must be a file such as 'my-box.yaml', lower case",
        "--out my-box.json | was 'my-box.json'",
        "--out .yaml | such as 'local.yaml'",
      })
  void isRefused(String options, String message) {
    Terminal terminal = Terminal.runLine("calibrate " + options);

    assertThat(terminal.status()).isEqualTo(ExitStatus.USAGE);
    assertThat(terminal.err()).contains(message);
    assertThat(terminal.out()).isEmpty();
  }

  @Test
  void aFolderIsNoFile() {
    Path taken = folder.resolve("box.yaml");
    assertThat(taken.toFile().mkdir()).isTrue();

    assertThat(Terminal.run("calibrate", "--out", taken.toString()).err())
        .contains("box.yaml' is a folder");
  }

  @Test
  void theHelpSaysHowLongItTakes() {
    Terminal terminal = Terminal.run("calibrate", "--help");

    assertThat(terminal.status()).isZero();
    assertThat(terminal.out()).contains("--quick", "20 seconds", "--full", "3 minutes", "--out");
    assertThat(terminal.out().lines()).allMatch(line -> line.length() <= 100);
  }

  @Test
  void progressIsDrawnOverAndTakenAway() {
    StringWriter text = new StringWriter();
    ProgressLine line = new ProgressLine(new PrintWriter(text), true);
    line.show("limits, 2 threads", 0.42);
    line.clear();

    assertThat(text.toString()).startsWith("\r 42 %  limits, 2 threads ").endsWith(" \r");
    StringWriter pipe = new StringWriter();
    new ProgressLine(new PrintWriter(pipe), false).show("limits", 0.42);
    assertThat(pipe.toString()).isEmpty();
  }
}
