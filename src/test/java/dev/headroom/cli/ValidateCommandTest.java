package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.kernel.AttentionKernels;
import dev.headroom.validate.ErrorSummary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What validating says when it is asked wrongly, and the form of what it answers. */
class ValidateCommandTest {
  private static final String CALIBRATION =
      "src/test/resources/dev/headroom/validate/invented.calibration.json";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--shapes 0 | --shapes: must be between 1 and 10000, was 0",
        "--phase decade | --phase: unknown phase 'decade'; did you mean 'decode'?",
        "--attention mla | --attention: unknown variant 'mla'",
        "-a mha,,mqa | --attention: a name is missing in 'mha,,mqa'",
        "--threads 0 | --threads: must be between 1 and ",
        "--fail-above 0.1 | --fail-above: must be such as median=0.10,p90=0.30, was '0.1'",
        "--fail-above p99=0.1 | --fail-above: unknown statistic 'p99'",
        "--fail-above median=x | median must be a fraction above 0, such as 0.10, was 'x'",
        "--fail-above p90=-1 | p90 must be a fraction above 0",
        "--fail-above p90=1,p90=2 | --fail-above: p90 may be given only once",
        "-o pdf | --output: unknown format 'pdf'",
      })
  void isRefused(String options, String message) {
    Terminal terminal = Terminal.runLine("validate " + options);

    assertThat(terminal.status()).isEqualTo(ExitStatus.USAGE);
    assertThat(terminal.err()).contains(message);
    assertThat(terminal.out()).isEmpty();
  }

  @Test
  void aCalibrationThatIsNoneIsABadFile() {
    assertThat(Terminal.runLine("validate --calibration no-such.json").status())
        .isEqualTo(ExitStatus.BAD_FILE);
    assertThat(Terminal.runLine("validate --calibration pom.xml").status())
        .isEqualTo(ExitStatus.BAD_FILE);
  }

  @Test
  void limitsSayWhatWasMissed() {
    ErrorLimits limits = ErrorLimits.parse("median=0.10, P90=0.3,worst=2");
    assertThat(limits.missed(new ErrorSummary(4, 0.1, 0.31, 2, 1)))
        .containsExactly("p90 error is 0.3100, above 0.3");
    assertThat(limits.missed(new ErrorSummary(4, 0.05, 0.2, 1, 1))).isEmpty();
    assertThat(limits.limits().get("median")).isCloseTo(0.1, within(0.0));
  }

  @Test
  void aTinyRunHasTheFormOfADocument() {
    assertThat(AttentionKernels.obstacle()).as("the build passes the module flag").isEmpty();
    Terminal terminal =
        Terminal.runLine(
            "validate --shapes 2 --phase decode --attention mha,mqa --threads 1 -o json"
                + " --seed 3 --fail-above worst=0.000001 --calibration "
                + CALIBRATION);

    // A machine that leaves no undisturbed sample says so; errors of an invented machine are large.
    assertThat(terminal.status()).isIn(ExitStatus.THRESHOLD_MISSED, ExitStatus.NOT_POSSIBLE_HERE);
    assertThat(terminal.err()).contains("of another machine");
    assertThat(terminal.out())
        .contains(
            "\"results\": [",
            "\"predicted_s\":",
            "\"measured_s\":",
            "\"lower_bound_s\":",
            "\"roofline_s\":",
            "\"groups\": [",
            "\"total\":",
            "\"ranking\":",
            "\"seed\": 3");
  }
}
