package dev.headroom.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a command left behind.
 *
 * @param status its exit status
 * @param out its standard output
 * @param err its standard error
 */
record Terminal(int status, String out, String err) {
  private static final Path NOBODY = Path.of("target/nobodys-home");
  private static final LocalDate TODAY = LocalDate.of(2026, 11, 20);

  /** Runs a command line, on a fixed day, for a user who has no files of their own. */
  static Terminal run(String... arguments) {
    return run(Map.of(), arguments);
  }

  /** Runs a command line with these environment variables. */
  static Terminal run(Map<String, String> variables, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Surroundings surroundings =
        new Surroundings(
            new PrintWriter(out, true), new PrintWriter(err, true), variables, NOBODY, TODAY);
    int status = HeadroomCommand.run(surroundings, arguments);
    surroundings.out().flush();
    surroundings.err().flush();
    return new Terminal(status, out.toString(), err.toString());
  }

  /** Runs a command line written as in a shell; what stands in single quotes is one argument. */
  static Terminal runLine(String line) {
    List<String> words = new ArrayList<>();
    Matcher matcher = Pattern.compile("'([^']*)'|(\\S+)").matcher(line);
    while (matcher.find()) {
      words.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
    }
    return run(words.toArray(String[]::new));
  }
}
