package dev.headroom.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the process gives a command: streams, variables, the day. Tests give their own.
 *
 * @param out results
 * @param err everything else
 * @param variables environment variables
 * @param home the user's folder
 * @param today for the age of sources
 * @param terminal whether a person watches, for whom a line may be drawn over
 */
record Surroundings(
    PrintWriter out,
    PrintWriter err,
    Map<String, String> variables,
    Path home,
    LocalDate today,
    boolean terminal) {
  /** Copies the map. */
  Surroundings {
    variables = Map.copyOf(variables);
  }

  /** Surroundings in which nobody watches. */
  Surroundings(
      PrintWriter out, PrintWriter err, Map<String, String> variables, Path home, LocalDate today) {
    this(out, err, variables, home, today, false);
  }

  /** The user's own folder for {@code profiles} or {@code models}, whether it is there or not. */
  Path userFolder(String kind) {
    String config = variables.getOrDefault("XDG_CONFIG_HOME", "");
    Path base = config.isEmpty() ? home.resolve(".config") : Path.of(config);
    return base.resolve("headroom").resolve(kind);
  }

  /**
   * The folders to look in before the built-in presets: those asked for, then the user's own,
   * {@code headroom/KIND} under {@code XDG_CONFIG_HOME} or {@code ~/.config}, if there is one.
   */
  List<Path> folders(List<Path> asked, String kind) {
    List<Path> folders = new ArrayList<>(asked);
    Path own = userFolder(kind);
    if (Files.isDirectory(own)) {
      folders.add(own);
    }
    return folders;
  }
}
