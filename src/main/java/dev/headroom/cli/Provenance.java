package dev.headroom.cli;

import dev.headroom.hardware.DeviceProfile;
import dev.headroom.report.Origin;
import dev.headroom.report.Result;
import dev.headroom.workload.Model;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Where a report comes from: version, command line, model and profiles. */
final class Provenance {
  private static final Pattern PLAIN = Pattern.compile("[\\w@%+=:,./*-]+");

  private Provenance() {}

  /** The version in the jar's manifest. */
  static String version() {
    String version = Provenance.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  /** The origin of a report about a model on devices. */
  static Origin of(CommandSpec command, Model model, List<DeviceProfile> devices) {
    List<Result> profiles =
        devices.stream()
            .map(
                device ->
                    Result.builder()
                        .put("name", device.name())
                        .put("origin", device.origin())
                        .put("sha256", device.fingerprint())
                        .build())
            .toList();
    return new Origin(
        version(),
        commandLine(command),
        Result.builder()
            .put("model", model.name())
            .put("model_source", model.source())
            .put("devices", profiles)
            .build());
  }

  /** The origin of a report about the catalogues themselves. */
  static Origin of(CommandSpec command) {
    return new Origin(version(), commandLine(command), Result.EMPTY);
  }

  private static String commandLine(CommandSpec command) {
    ParseResult parsed = command.root().commandLine().getParseResult();
    return parsed.originalArgs().stream()
        .map(Provenance::quoted)
        .collect(Collectors.joining(" ", "headroom ", ""));
  }

  /** As a shell takes it, so that the command can be run again. */
  private static String quoted(String argument) {
    return PLAIN.matcher(argument).matches()
        ? argument
        : "'" + argument.replace("'", "'\\''") + "'";
  }
}
