package dev.headroom.cli;

import dev.headroom.document.InvalidDocumentException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** {@code headroom}: the commands, and what happens when something is wrong. */
@Command(
    name = "headroom",
    description =
        "Predicts the performance of Transformer attention: exact work and traffic, the time nothing on a"
            + " device can beat, and the roofline.",
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:ok",
      "1:a fault of the program itself",
      "2:wrong usage: an option, a name or a shape",
      "3:a profile, model or data file with faults",
      "4:a checked threshold was missed",
      "5:not possible on this machine"
    })
public final class HeadroomCommand {
  @SuppressWarnings("UnusedVariable") // Picocli fills and reads it
  @Mixin
  private CommonOptions common = new CommonOptions();

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Say the version, and stop.")
  private boolean version;

  private HeadroomCommand() {}

  /** Whether the version was asked for; Picocli itself answers. */
  boolean version() {
    return version;
  }

  /** Runs a command line in its surroundings and returns the exit status. */
  static int run(Surroundings surroundings, String... arguments) {
    CommandLine root = commandLine(surroundings);
    return root.execute(arguments);
  }

  private static CommandLine commandLine(Surroundings surroundings) {
    CommandLine root = new CommandLine(new HeadroomCommand());
    root.getCommandSpec().version("headroom " + Provenance.version());
    root.addSubcommand(new CompareCommand(surroundings));
    root.addSubcommand(new EstimateCommand(surroundings));
    root.addSubcommand(new ExplainCommand(surroundings));
    root.addSubcommand(
        "devices",
        group("Lists, shows and checks device profiles.")
            .addSubcommand(new DevicesCommand.ListCommand(surroundings))
            .addSubcommand(new DevicesCommand.ShowCommand(surroundings))
            .addSubcommand(new DevicesCommand.CheckCommand(surroundings)));
    root.addSubcommand(
        "models",
        group("Lists and shows models.")
            .addSubcommand(new ModelsCommand.ListCommand(surroundings))
            .addSubcommand(new ModelsCommand.ShowCommand(surroundings)));
    root.setOut(surroundings.out());
    root.setErr(surroundings.err());
    root.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
    root.setAbbreviatedOptionsAllowed(false);
    root.setUsageHelpAutoWidth(false);
    root.setUsageHelpWidth(100);
    root.setParameterExceptionHandler(HeadroomCommand::wrongUsage);
    root.setExecutionExceptionHandler(HeadroomCommand::failed);
    root.getCommandSpec().usageMessage().abbreviateSynopsis(true);
    root.getSubcommands()
        .values()
        .forEach(sub -> sub.getCommandSpec().usageMessage().abbreviateSynopsis(true));
    return root;
  }

  /** A command that only has commands. */
  private static CommandLine group(String description) {
    CommandLine group = new CommandLine(new Group());
    group.getCommandSpec().usageMessage().description(description);
    return group;
  }

  /** Asks for one of its commands when called without. */
  @Command
  static final class Group {
    @Mixin private CommonOptions common = new CommonOptions();

    /** What every command has. */
    CommonOptions common() {
      return common;
    }
  }

  private static int wrongUsage(ParameterException e, String... arguments) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("headroom: " + e.getMessage());
    UnmatchedArgumentException.printSuggestions(e, err);
    err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    err.flush();
    return ExitStatus.USAGE;
  }

  private static int failed(Exception e, CommandLine command, ParseResult parsed) {
    PrintWriter err = command.getErr();
    int status;
    if (e instanceof InvalidDocumentException) {
      err.println(e.getMessage());
      status = ExitStatus.BAD_FILE;
    } else if (e instanceof UncheckedIOException io && io.getCause() != null) {
      err.println("headroom: " + io.getCause().getMessage());
      status = ExitStatus.USAGE;
    } else if (e instanceof IllegalArgumentException) {
      err.println("headroom: " + e.getMessage());
      status = ExitStatus.USAGE;
    } else {
      err.println("headroom: a fault of the program itself: " + e);
      err.println("It is worth reporting, with the command and what -v adds.");
      status = ExitStatus.OUR_FAULT;
    }
    if (isVerbose(command.getCommandSpec())) {
      e.printStackTrace(err);
    }
    err.flush();
    return status;
  }

  private static boolean isVerbose(CommandSpec spec) {
    return spec.mixins().values().stream()
        .anyMatch(
            mixin -> mixin.userObject() instanceof CommonOptions options && options.verbose());
  }
}
