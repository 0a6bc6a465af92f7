package dev.headroom.cli;

import dev.headroom.hardware.DeviceProfile;
import dev.headroom.hardware.ProfileCatalog;
import dev.headroom.workload.DataType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The options that say where a model runs. */
final class DeviceOptions {
  private static final List<DataType> USUAL_TYPES =
      List.of(DataType.BF16, DataType.FP16, DataType.FP32);

  @Option(
      names = {"-d", "--device"},
      paramLabel = "NAME|FILE",
      description =
          "A device (see 'headroom devices list'), or a profile.yaml; may be repeated or a list.",
      split = ",")
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--profiles",
      paramLabel = "DIR",
      description = "A folder of profiles to look in first; may be repeated.")
  private List<Path> folders = new ArrayList<>();

  /** The catalog with the folders asked for and the user's own in front. */
  ProfileCatalog catalog(Surroundings surroundings) {
    return ProfileCatalog.of(surroundings.folders(folders, "profiles"));
  }

  /** The devices asked for, or these. */
  List<DeviceProfile> devices(Surroundings surroundings, List<String> usual) {
    ProfileCatalog catalog = catalog(surroundings);
    return (names.isEmpty() ? usual : names).stream().map(catalog::find).toList();
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
