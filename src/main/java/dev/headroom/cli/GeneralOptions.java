package dev.headroom.cli;

import picocli.CommandLine.Option;

/** The options that every command has. */
final class GeneralOptions {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Say what the command does, and stop.")
  private boolean help;

  @Option(
      names = {"-v", "--verbose"},
      description = "When the program itself is at fault, say where.")
  private boolean verbose;

  @Option(
      names = {"-q", "--quiet"},
      description = "No warnings, only errors.")
  private boolean quiet;

  /** Whether help was asked for; Picocli itself answers. */
  boolean help() {
    return help;
  }

  /** Whether faults of the program are shown with their place. */
  boolean verbose() {
    return verbose;
  }

  /** Whether notices are kept back. */
  boolean quiet() {
    return quiet;
  }
}
