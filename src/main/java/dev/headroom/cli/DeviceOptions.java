package dev.headroom.cli;

import dev.headroom.hardware.DeviceProfile;
import dev.headroom.hardware.ProfileCatalog;
import dev.headroom.hardware.UnknownDeviceException;
import dev.headroom.workload.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say where a model runs. */
final class DeviceOptions {
  private static final List<DataType> USUAL_TYPES =
      List.of(DataType.BF16, DataType.FP16, DataType.FP32);

  @Option(
      names = {"-d", "--device"},
      paramLabel = "NAME|FILE",
      description =
          "Devices (see 'headroom devices list') or profile files; a list, or repeated (default:"
              + " what the command says above).")
  private List<String> names = new ArrayList<>();

  @Mixin private ProfileOptions profiles = new ProfileOptions();

  /** The devices asked for, or these. */
  List<DeviceProfile> devices(Surroundings surroundings, List<String> usual) {
    ProfileCatalog catalog = profiles.catalog(surroundings);
    List<String> asked = names.isEmpty() ? usual : NameList.split("--device", names);
    try {
      return asked.stream().map(name -> ProfileOptions.find(catalog, name)).toList();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--device: " + e.getMessage(), e);
    }
  }

  /** The devices asked for, or those of these names that have a profile. */
  List<DeviceProfile> known(Surroundings surroundings, List<String> usual) {
    if (!names.isEmpty()) {
      return devices(surroundings, List.of());
    }
    ProfileCatalog catalog = profiles.catalog(surroundings);
    return usual.stream().flatMap(name -> ifKnown(catalog, name)).toList();
  }

  /** Of somebody else's name there is no profile; a figure that needs it says so. */
  private static Stream<DeviceProfile> ifKnown(ProfileCatalog catalog, String name) {
    try {
      return Stream.of(catalog.find(name));
    } catch (UnknownDeviceException e) {
      return Stream.empty();
    }
  }

  /** The first of BF16, FP16 and FP32 in which all devices can multiply; BF16 if there is none. */
  static DataType usualType(List<DeviceProfile> devices) {
    return USUAL_TYPES.stream()
        .filter(
            type -> devices.stream().allMatch(device -> device.peakFlopPerSecond(type).isPresent()))
        .findFirst()
        .orElse(DataType.BF16);
  }
}
