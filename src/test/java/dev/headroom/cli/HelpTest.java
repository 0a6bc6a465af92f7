package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The helps: complete, reachable in every usual way, and with examples that run. */
class HelpTest {
  private static final List<String> COMMANDS =
      List.of(
          "",
          "compare",
          "estimate",
          "explain",
          "sweep",
          "merge",
          "solve",
          "sensitivity",
          "diff",
          "chart",
          "report",
          "plan",
          "devices",
          "devices list",
          "devices show",
          "devices check",
          "models",
          "models list",
          "models show",
          "models import",
          "validate",
          "reproduce",
          "help");

  static List<String> commands() {
    return COMMANDS;
  }

  /** All examples of all helps that take no stop-watch: the lines behind "Examples:". */
  static Stream<String> examples() {
    return COMMANDS.stream()
        .filter(command -> !command.equals("validate") && !command.equals("merge"))
        .map(HelpTest::help)
        .flatMap(help -> help.substring(Math.max(0, help.indexOf("\nExample"))).lines())
        .map(String::strip)
        .filter(line -> line.startsWith("headroom "))
        .distinct();
  }

  private static String help(String command) {
    Terminal terminal = Terminal.runLine(command + " --help");
    assertThat(terminal.status()).isZero();
    assertThat(terminal.err()).isEmpty();
    return terminal.out();
  }

  @Tag("regression")
  @ParameterizedTest
  @MethodSource("commands")
  void whole(String command) {
    CliGolden.check("help" + command.replaceFirst("^(?=.)", "-").replace(' ', '-'), help(command));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void isTheSameInEveryWay(String command) {
    assertThat(Terminal.runLine(command + " -h").out()).isEqualTo(help(command));
    assertThat(Terminal.runLine("help " + command).out()).isEqualTo(help(command));
  }

  @ParameterizedTest
  @ValueSource(strings = {"devices", "models"})
  void aCommandOfCommandsAloneShowsThem(String command) {
    Terminal terminal = Terminal.run(command);
    assertThat(terminal.status()).isZero();
    assertThat(terminal.out()).isEqualTo(help(command));
  }

  @Test
  void theProgramAloneShowsWhatItCanDo() {
    Terminal terminal = Terminal.run();
    assertThat(terminal.status()).isZero();
    assertThat(terminal.err()).isEmpty();
    assertThat(terminal.out())
        .isEqualTo(help(""))
        .contains("compare", "estimate", "explain", "devices", "models");
  }

  @ParameterizedTest
  @MethodSource("examples")
  void anExampleRuns(String example) {
    // a reader's own file, and a folder that may be written
    String line =
        example
            .replaceFirst("headroom ", "")
            .replaceFirst(
                " config.json",
                " src/test/resources/dev/headroom/workload/configs/gpt2.json"
                    + " --replace --quiet --to target/examples")
            .replace(" mine.csv", " src/test/resources/dev/headroom/cli/files/quality.csv")
            .replaceFirst("^(reproduce .*)", "$1 --reports target/examples")
            .replace("--out figures/", "--out target/figures/");
    Terminal terminal = Terminal.runLine(line);
    assertThat(terminal.err()).isEmpty();
    assertThat(terminal.status()).isZero();
    assertThat(terminal.out()).isNotEmpty();
  }

  @Test
  void everyCommandThatDoesSomethingHasExamples() {
    assertThat(examples().count()).isGreaterThan(15);
    assertThat(COMMANDS.stream().filter(c -> !c.equals("devices") && !c.equals("models")))
        .allSatisfy(command -> assertThat(help(command)).contains("\nExample"));
  }

  @Test
  void linesFitIntoATerminal() {
    assertThat(COMMANDS)
        .allSatisfy(
            command ->
                assertThat(help(command).lines())
                    .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-V", "--version"})
  void version(String option) {
    Terminal terminal = Terminal.run(option);
    assertThat(terminal.status()).isZero();
    assertThat(terminal.out().strip()).matches("headroom [0-9A-Za-z.-]+");
  }
}
