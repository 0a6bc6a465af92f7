package dev.headroom.cli;

import dev.headroom.hardware.DeviceProfile;
import dev.headroom.hardware.ProfileCatalog;
import dev.headroom.hardware.ProfileName;
import dev.headroom.report.view.DevicesView;
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
  @Command(
      name = "list",
      description = "Lists the devices: their peaks, memory, price and profile.",
      footer = {"", "Examples:", "  headroom devices list", "  headroom devices list -o json"})
  static final class ListCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private ProfileOptions profiles = new ProfileOptions();
    @Mixin private OutputOptions output = new OutputOptions();

    @SuppressWarnings("UnusedVariable") // Picocli fills and reads it
    @Mixin
    private GeneralOptions general = new GeneralOptions();

    ListCommand(Surroundings surroundings) {
      this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
      output.format();
      ProfileCatalog catalog = profiles.catalog(surroundings);
      List<String> names = catalog.names().stream().map(ProfileName::name).toList();
      ReadFiles<DeviceProfile> devices = ReadFiles.of(names, catalog::find, surroundings.err());
      output.write(DevicesView.list(Provenance.of(spec), devices.things()), surroundings);
      return devices.status();
    }
  }

  /** {@code devices show NAME}. */
  @Command(
      name = "show",
      description =
          "Shows every number of devices, with its unit, its source and the source's age.",
      footer = {
        "",
        "Examples:",
        "  headroom devices show h100-sxm",
        "  headroom devices show tpu-v2 tpu-v4 -o csv"
      })
  static final class ShowCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "NAME|FILE", arity = "1..*", description = "Devices or profile files.")
    private List<String> names = new ArrayList<>();

    @Mixin private ProfileOptions profiles = new ProfileOptions();
    @Mixin private OutputOptions output = new OutputOptions();

    @SuppressWarnings("UnusedVariable") // Picocli fills and reads it
    @Mixin
    private GeneralOptions general = new GeneralOptions();

    ShowCommand(Surroundings surroundings) {
      this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
      output.format();
      ProfileCatalog catalog = profiles.catalog(surroundings);
      List<DeviceProfile> devices =
          names.stream().map(name -> ProfileOptions.find(catalog, name)).toList();
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
      footer = {"", "Example:", "  headroom devices check hardware-profiles/h100-sxm.yaml"})
  static final class CheckCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Profile files.")
    private List<String> files = new ArrayList<>();

    @Mixin private ProfileOptions profiles = new ProfileOptions();

    @SuppressWarnings("UnusedVariable") // Picocli fills and reads it
    @Mixin
    private GeneralOptions general = new GeneralOptions();

    CheckCommand(Surroundings surroundings) {
      this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
      ProfileCatalog catalog = profiles.catalog(surroundings);
      ReadFiles<DeviceProfile> read =
          ReadFiles.of(files, file -> checked(catalog, file), surroundings.err());
      surroundings.out().flush();
      return read.status();
    }

    private DeviceProfile checked(ProfileCatalog catalog, String file) {
      DeviceProfile profile = ProfileOptions.read(catalog, file);
      surroundings.out().println(file + ": ok, " + profile.numbers().size() + " numbers");
      profile
          .warnings()
          .forEach(warning -> surroundings.out().println(file + ": warning: " + warning));
      return profile;
    }
  }
}
