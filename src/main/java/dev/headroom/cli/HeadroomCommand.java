package dev.headroom.cli;

import dev.headroom.document.InvalidDocumentException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.Spec;

/** {@code headroom}: the commands, and what happens when something is wrong. */
@Command(
    name = "headroom",
    description =
        "Predicts the performance of Transformer attention: exact work and traffic, the time nothing on a"
            + " device can beat, and the roofline.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  headroom compare",
      "  headroom estimate -m llama-2-7b -d a100-80gb-sxm",
      "  headroom compare --help"
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:ok",
      "1:a fault of the program itself",
      "2:wrong usage: an option, a name, a shape, or a place that cannot be written",
      "3:a profile, model or data file that is missing or has faults",
      "4:a checked threshold was missed",
      "5:not possible on this machine"
    })
public final class HeadroomCommand implements Runnable {
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  @SuppressWarnings("UnusedVariable") // Picocli fills and reads it
  @Mixin
  private GeneralOptions general = new GeneralOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

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

  /** Called without a command, it shows what it can do. */
  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** Runs a command line in its surroundings and returns the exit status. */
  static int run(Surroundings surroundings, String... arguments) {
    CommandLine root = commandLine(surroundings);
    try {
      return root.execute(arguments);
    } catch (OutOfMemoryError e) {
      surroundings.err().println("headroom: not enough memory; ask for fewer results at once");
      surroundings.err().flush();
      return ExitStatus.OUR_FAULT;
    }
  }

  private static CommandLine commandLine(Surroundings surroundings) {
    CommandLine root = new CommandLine(new HeadroomCommand());
    root.getCommandSpec().version("headroom " + Provenance.version());
    root.addSubcommand(new CompareCommand(surroundings));
    root.addSubcommand(new EstimateCommand(surroundings));
    root.addSubcommand(new ExplainCommand(surroundings));
    root.addSubcommand(new SweepCommand(surroundings));
    root.addSubcommand(new MergeCommand(surroundings));
    root.addSubcommand(new SolveCommand(surroundings));
    root.addSubcommand(new SensitivityCommand(surroundings));
    root.addSubcommand(new DiffCommand(surroundings));
    root.addSubcommand(new ChartCommand(surroundings));
    root.addSubcommand(new ReportCommand(surroundings));
    root.addSubcommand(
        "devices",
        group("Lists, shows and checks device profiles.")
            .addSubcommand(new DevicesCommand.ListCommand(surroundings))
            .addSubcommand(new DevicesCommand.ShowCommand(surroundings))
            .addSubcommand(new DevicesCommand.CheckCommand(surroundings)));
    root.addSubcommand(
        "models",
        group("Lists, shows and imports models.")
            .addSubcommand(new ModelsCommand.ListCommand(surroundings))
            .addSubcommand(new ModelsCommand.ShowCommand(surroundings))
            .addSubcommand(new ImportCommand(surroundings)));
    root.addSubcommand(new CalibrateCommand(surroundings));
    root.addSubcommand(new ValidateCommand(surroundings));
    root.addSubcommand(new ReproduceCommand(surroundings));
    root.addSubcommand(new PlanCommand(surroundings));
    root.addSubcommand(new HelpCommand());
    root.setOut(surroundings.out());
    root.setErr(surroundings.err());
    root.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
    root.setAbbreviatedOptionsAllowed(false);
    root.setExpandAtFiles(false);
    root.setUsageHelpAutoWidth(false);
    root.setUsageHelpWidth(100);
    root.setParameterExceptionHandler(HeadroomCommand::wrongUsage);
    root.setExecutionExceptionHandler(HeadroomCommand::failed);
    root.setExecutionStrategy(HeadroomCommand::execute);
    layOutHelp(root);
    return root;
  }

  private static void layOutHelp(CommandLine command) {
    command
        .getCommandSpec()
        .usageMessage()
        .abbreviateSynopsis(true)
        .parameterListHeading("%nArguments:%n")
        .commandListHeading("%nCommands:%n");
    command.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, new OptionHelp());
    command.getSubcommands().values().forEach(HeadroomCommand::layOutHelp);
  }

  /** Runs the command, unless an option was given an empty value. */
  private static int execute(ParseResult parsed) {
    ParseResult last = parsed;
    while (last.hasSubcommand()) {
      last = last.subcommand();
    }
    for (OptionSpec option : last.matchedOptions()) {
      if (option.originalStringValues().stream().anyMatch(String::isEmpty)) {
        throw new ParameterException(
            last.commandSpec().commandLine(),
            option.longestName() + ": needs a value, " + option.paramLabel() + ", was ''");
      }
    }
    return new RunLast().execute(parsed);
  }

  /** A command that only has commands. */
  private static CommandLine group(String description) {
    CommandLine group = new CommandLine(new Group());
    group.getCommandSpec().usageMessage().description(description);
    return group;
  }

  /** Called without one of its commands, it shows them. */
  @Command
  static final class Group implements Runnable {
    @Mixin private GeneralOptions general = new GeneralOptions();
    @Spec private CommandSpec spec = CommandSpec.create();

    /** What every command has. */
    GeneralOptions general() {
      return general;
    }

    @Override
    public void run() {
      spec.commandLine().usage(spec.commandLine().getOut());
    }
  }

  private static int wrongUsage(ParameterException e, String... arguments) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("headroom: " + onOneLine(UsageFault.describe(e)));
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
    } else if (e instanceof UncheckedIOException io) {
      err.println("headroom: " + onOneLine(io.getMessage()));
      status = ExitStatus.BAD_FILE;
    } else if (e instanceof IllegalArgumentException) {
      err.println("headroom: " + onOneLine(e.getMessage()));
      status = ExitStatus.USAGE;
    } else {
      err.println("headroom: a fault of the program itself: " + onOneLine(e.toString()));
      if (isVerbose(command.getCommandSpec())) {
        e.printStackTrace(err);
      } else {
        err.println("It is worth reporting, with the command and what -v adds.");
      }
      status = ExitStatus.OUR_FAULT;
    }
    err.flush();
    return status;
  }

  /** What a user typed may hold line ends and other characters that command a terminal. */
  private static String onOneLine(@Nullable String message) {
    return CONTROL.matcher(String.valueOf(message)).replaceAll("?");
  }

  private static boolean isVerbose(CommandSpec spec) {
    return spec.mixins().values().stream()
        .anyMatch(
            mixin -> mixin.userObject() instanceof GeneralOptions options && options.verbose());
  }
}
