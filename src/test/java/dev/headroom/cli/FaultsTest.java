package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every way to call the program wrongly that {@code faults.txt} lists gives exactly the words and
 * the exit status there, and nothing on standard output. In that file {@code FILES} stands for the
 * folder of broken files, {@code DEVICES} and {@code MODELS} for the names of all built-in ones.
 */
class FaultsTest {
  private static final Path FOLDER = Path.of("src/test/resources/dev/headroom/cli");
  private static final String FILES = FOLDER.resolve("files").toString();
  private static final String DEVICES = names("hardware-profiles", ".yaml");
  private static final String MODELS =
      names("src/main/resources/dev/headroom/workload/models", ".json");

  private static final Pattern CASE =
      Pattern.compile(
          "^\\$ headroom (?<line>.*)\n(?<err>(?:(?!exit status ).*\n)*)exit status (?<status>\\d)$",
          Pattern.MULTILINE);

  /** One case of the file. */
  record Fault(String line, String err, int status) {
    @Override
    public String toString() {
      return line;
    }
  }

  private static String names(String folder, String suffix) {
    return Arrays.stream(Objects.requireNonNull(Path.of(folder).toFile().list()))
        .filter(file -> file.endsWith(suffix))
        .map(file -> file.substring(0, file.length() - suffix.length()))
        .sorted()
        .collect(Collectors.joining(", "));
  }

  static List<Fault> faults() throws IOException {
    Matcher matcher = CASE.matcher(Files.readString(FOLDER.resolve("faults.txt")));
    return matcher
        .results()
        .map(
            found ->
                new Fault(
                    filled(found.group(1)),
                    filled(found.group(2)),
                    Integer.parseInt(found.group(3))))
        .toList();
  }

  private static String filled(String text) {
    return text.replace("FILES", FILES).replace("DEVICES", DEVICES).replace("MODELS", MODELS);
  }

  @ParameterizedTest
  @MethodSource("faults")
  void isToldInOneLine(Fault fault) {
    Terminal terminal = Terminal.runLine(fault.line());
    assertThat(terminal.err()).isEqualTo(fault.err());
    assertThat(terminal.status()).isEqualTo(fault.status());
    assertThat(terminal.out()).isEmpty();
  }

  @Test
  void theFileIsReadWhole() throws IOException {
    try (Stream<String> lines = Files.lines(FOLDER.resolve("faults.txt"))) {
      assertThat(faults()).hasSize((int) lines.filter(line -> line.startsWith("$ ")).count());
    }
    assertThat(faults()).hasSizeGreaterThan(120);
  }

  /** Options that are only one switch cannot be given wrongly. */
  @Test
  void everyOptionThatTakesAValueIsAmongThem() throws IOException {
    String lines = faults().stream().map(Fault::line).collect(Collectors.joining("\n"));
    Pattern option = Pattern.compile("(?m)^ +(?:(-\\w), )?.*(--[\\w-]+)=");
    for (String command : List.of("compare", "devices list", "models list")) {
      option
          .matcher(Terminal.runLine(command + " --help").out())
          .results()
          .forEach(
              found ->
                  assertThat(lines)
                      .containsPattern(
                          found.group(1) == null
                              ? found.group(2) + "\\b"
                              : " (" + found.group(1) + "|" + found.group(2) + ")\\b"));
    }
  }

  @Test
  void controlCharactersOfAnArgumentDoNotReachTheTerminal() {
    Terminal terminal = Terminal.run("estimate", "-d", "a\nb\u001B[31m");
    assertThat(terminal.err()).startsWith("headroom: --device: unknown device 'a?b?[31m'; known: ");
    assertThat(terminal.err().lines()).hasSize(1);
    assertThat(terminal.status()).isEqualTo(ExitStatus.USAGE);
  }

  @Test
  void aWrongPathIsNoFaultOfTheProgram() {
    Terminal terminal = Terminal.run("estimate", "-d", "./a\0.yaml");
    assertThat(terminal.status()).isEqualTo(ExitStatus.USAGE);
    assertThat(terminal.err()).startsWith("headroom: --device: ");
  }

  @ParameterizedTest
  @MethodSource("faults")
  void verboseAddsNoStackTraceToAFaultOfTheUser(Fault fault) {
    Terminal terminal = Terminal.runLine(fault.line() + " -v");
    assertThat(terminal.err()).doesNotContain("\tat ", "Exception");
  }

  /** A terminal that breaks in the middle of a command, which no user can be blamed for. */
  private static Terminal broken(String... arguments) {
    PrintWriter out =
        new PrintWriter(Writer.nullWriter()) {
          @Override
          public void print(@Nullable Object object) {
            throw new IllegalStateException("cannot be");
          }
        };
    StringWriter err = new StringWriter();
    int status =
        HeadroomCommand.run(
            new Surroundings(
                out, new PrintWriter(err), Map.of(), Path.of("target"), LocalDate.EPOCH),
            arguments);
    return new Terminal(status, "", err.toString());
  }

  @Test
  void aFaultOfTheProgramItselfIsNotTheUsers() {
    assertThat(broken("compare"))
        .isEqualTo(
            new Terminal(
                ExitStatus.OUR_FAULT,
                "",
                """
                headroom: a fault of the program itself: java.lang.IllegalStateException: cannot be
                It is worth reporting, with the command and what -v adds.
                """));
    Terminal verbose = broken("compare", "--verbose");
    assertThat(verbose.status()).isEqualTo(ExitStatus.OUR_FAULT);
    assertThat(verbose.err())
        .startsWith("headroom: a fault of the program itself: ")
        .contains("\tat dev.headroom.cli.OutputOptions.write(");
  }
}
