package dev.headroom.cli;

import dev.headroom.document.Nearest;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong with a command line, in the program's own words. */
final class UsageFault {
  private UsageFault() {}

  /** The sentence for a fault that Picocli found. */
  static String describe(ParameterException e) {
    CommandLine command = e.getCommandLine();
    if (e instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
      return unmatched(command, unmatched.getUnmatched().get(0));
    }
    if (e instanceof MissingParameterException missing && !missing.getMissing().isEmpty()) {
      return missing(command, missing.getMissing());
    }
    if (e instanceof OverwrittenOptionException twice) {
      return name(twice.getOverwritten()) + ": may be given only once";
    }
    return String.valueOf(e.getMessage());
  }

  private static String unmatched(CommandLine command, String argument) {
    CommandSpec spec = command.getCommandSpec();
    String option = argument.replaceFirst("=.*", "");
    if (option.startsWith("-") && option.length() > 1) {
      return unknownOption(command, option);
    }
    if (!command.getSubcommands().isEmpty()) {
      return Nearest.unknown("command", argument, command.getSubcommands().keySet());
    }
    return command(spec) + ": takes no '" + argument + "' here";
  }

  private static String unknownOption(CommandLine command, String option) {
    boolean misplaced =
        command.getSubcommands().values().stream()
            .flatMap(sub -> optionNames(sub.getCommandSpec()))
            .anyMatch(option::equals);
    if (misplaced) {
      return option + ": belongs behind the command's name";
    }
    List<String> known =
        optionNames(command.getCommandSpec()).filter(name -> name.startsWith("--")).toList();
    Optional<String> near = option.startsWith("--") ? Nearest.to(option, known) : Optional.empty();
    return "unknown option '"
        + option
        + "'"
        + near.map(name -> "; did you mean '" + name + "'?").orElse("");
  }

  private static Stream<String> optionNames(CommandSpec spec) {
    return spec.options().stream().flatMap(option -> Stream.of(option.names()));
  }

  private static String missing(CommandLine command, List<ArgSpec> missing) {
    ArgSpec first = missing.get(0);
    if (first.isOption()) {
      return name(first) + ": needs a value, " + first.paramLabel();
    }
    return command(command.getCommandSpec())
        + ": needs "
        + missing.stream().map(ArgSpec::paramLabel).collect(Collectors.joining(" "));
  }

  /** A command by its own words, without the program's name. */
  private static String command(CommandSpec spec) {
    return spec.qualifiedName().replaceFirst("^" + spec.root().name() + " ", "");
  }

  private static String name(ArgSpec argument) {
    return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
  }
}
