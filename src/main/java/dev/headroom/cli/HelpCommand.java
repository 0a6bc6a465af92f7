package dev.headroom.cli;

import dev.headroom.document.Nearest;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code headroom help COMMAND}: the help of a command. */
@Command(
    name = "help",
    description = "Says what a command does, as its option --help.",
    footer = {"", "Examples:", "  headroom help compare", "  headroom help devices show"})
final class HelpCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "COMMAND", arity = "0..*", description = "The command; none for all.")
  private List<String> names = new ArrayList<>();

  @SuppressWarnings("UnusedVariable") // Picocli fills and reads it
  @Mixin
  private GeneralOptions general = new GeneralOptions();

  @Override
  public void run() {
    CommandLine command = spec.root().commandLine();
    for (String name : names) {
      CommandLine next = command.getSubcommands().get(name);
      if (next == null) {
        throw new IllegalArgumentException(
            Nearest.unknown("command", name, command.getSubcommands().keySet()));
      }
      command = next;
    }
    command.usage(spec.commandLine().getOut());
  }
}
