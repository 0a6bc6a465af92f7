package dev.headroom.cli;

import java.io.PrintWriter;
import java.util.Locale;

/** One line on a terminal that says how far long work has come; elsewhere nothing. */
final class ProgressLine {
  private static final int WIDTH = 60;

  private final PrintWriter err;
  private final boolean drawn;

  ProgressLine(PrintWriter err, boolean drawn) {
    this.err = err;
    this.drawn = drawn;
  }

  /** Replaces the line. */
  void show(String step, double share) {
    if (drawn) {
      String text = String.format(Locale.ROOT, "%3.0f %%  %s", 100 * share, step);
      err.print("\r" + padded(text));
      err.flush();
    }
  }

  /** Takes the line away. */
  void clear() {
    if (drawn) {
      err.print("\r" + padded("") + "\r");
      err.flush();
    }
  }

  private static String padded(String text) {
    return (text + " ".repeat(WIDTH)).substring(0, WIDTH);
  }
}
