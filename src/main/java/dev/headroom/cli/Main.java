package dev.headroom.cli;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;

/** The process: the only place that touches its streams, its environment and its exit status. */
public final class Main {
  private Main() {}

  /** Runs the command line. */
  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT);
    StandardOutput output = new StandardOutput(new FileOutputStream(FileDescriptor.out));
    Surroundings surroundings =
        new Surroundings(
            writer(output),
            writer(System.err),
            System.getenv(),
            Path.of(System.getProperty("user.home", ".")),
            LocalDate.now(ZoneOffset.UTC),
            isWatched() && !"dumb".equals(System.getenv("TERM")));
    int status = HeadroomCommand.run(surroundings, arguments);
    surroundings.out().flush();
    String loss = output.loss();
    if (loss != null) {
      surroundings.err().println("headroom: cannot write to standard output: " + loss);
      status = status == ExitStatus.OK ? ExitStatus.USAGE : status;
    }
    surroundings.err().flush();
    System.exit(status);
  }

  /** Whether a person sees the streams: from Java 22 on there is a console even in a pipe. */
  @SuppressWarnings("SystemConsoleNull") // where it is not null, it is asked
  private static boolean isWatched() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console));
    } catch (NoSuchMethodException e) {
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }

  private static PrintWriter writer(OutputStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), false);
  }
}
