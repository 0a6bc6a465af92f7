package dev.headroom.cli;

import dev.headroom.document.InvalidDocumentException;
import dev.headroom.document.YamlReader;
import dev.headroom.hardware.DeviceProfile;
import dev.headroom.hardware.ProfileCatalog;
import dev.headroom.hardware.ProfileName;
import dev.headroom.report.view.DevicesView;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code headroom devices}: what the program knows of hardware. */
final class DevicesCommand {
  private DevicesCommand() {}

  /** {@code devices list}. */
  @Command(name = "list", description = "Lists the devices: their peaks, memory and source.")
  static final class ListCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private DeviceOptions device = new DeviceOptions();
    @Mixin private OutputOptions output = new OutputOptions();

    @SuppressWarnings("UnusedVariable") // Picocli fills and reads it
    @Mixin
    private CommonOptions common = new CommonOptions();

    ListCommand(Surroundings surroundings) {
      this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
      output.format();
      ProfileCatalog catalog = device.catalog(surroundings);
      List<DeviceProfile> devices =
          catalog.names().stream().map(ProfileName::name).map(catalog::find).toList();
      output.write(DevicesView.list(Provenance.of(spec), devices), surroundings);
      return ExitStatus.OK;
    }
  }

  /** {@code devices show NAME}. */
  @Command(
      name = "show",
      description =
          "Shows every number of devices, with its unit, its source and the source's age.",
      footer = {"", "Example:", "  headroom devices show h100-sxm"})
  static final class ShowCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "NAME|FILE", arity = "1..*", description = "Devices or profiles.")
    private List<String> names = new ArrayList<>();

    @Mixin private DeviceOptions device = new DeviceOptions();
    @Mixin private OutputOptions output = new OutputOptions();

    @SuppressWarnings("UnusedVariable") // Picocli fills and reads it
    @Mixin
    private CommonOptions common = new CommonOptions();

    ShowCommand(Surroundings surroundings) {
      this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
      output.format();
      ProfileCatalog catalog = device.catalog(surroundings);
      List<DeviceProfile> devices = names.stream().map(catalog::find).toList();
      output.write(
          DevicesView.show(Provenance.of(spec), devices, surroundings.today()), surroundings);
      return ExitStatus.OK;
    }
  }

  /** {@code devices check FILE}. */
  @Command(
      name = "check",
      description =
          "Checks profiles: all faults of each with line and column, and what is implausible. Exit"
              + " status 3 if one has a fault.",
      footer = {"", "Example:", "  headroom devices check my-gpu.yaml"})
  static final class CheckCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Profiles.")
    private List<Path> files = new ArrayList<>();

    @Mixin private DeviceOptions device = new DeviceOptions();

    @SuppressWarnings("UnusedVariable") // Picocli fills and reads it
    @Mixin
    private CommonOptions common = new CommonOptions();

    CheckCommand(Surroundings surroundings) {
      this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
      ProfileCatalog catalog = device.catalog(surroundings);
      int status = ExitStatus.OK;
      for (Path file : files) {
        try {
          DeviceProfile profile = read(catalog, file);
          surroundings.out().println(file + ": ok, " + profile.numbers().size() + " numbers");
          profile
              .warnings()
              .forEach(warning -> surroundings.out().println(file + ": warning: " + warning));
        } catch (InvalidDocumentException e) {
          surroundings.err().println(e.getMessage());
          status = ExitStatus.BAD_FILE;
        }
      }
      surroundings.out().flush();
      return status;
    }

    /** A profile's neighbours are found by its folder, which needs the usual ending. */
    private static DeviceProfile read(ProfileCatalog catalog, Path file) {
      return file.toString().endsWith(".yaml")
          ? catalog.find(file.toString())
          : catalog.read(YamlReader.read(file));
    }
  }
}
