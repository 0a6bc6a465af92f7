package dev.headroom.cli;

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
            LocalDate.now(ZoneOffset.UTC));
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

  private static PrintWriter writer(OutputStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), false);
  }
}
