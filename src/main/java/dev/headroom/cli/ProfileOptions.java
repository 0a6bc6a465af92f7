package dev.headroom.cli;

import dev.headroom.document.YamlReader;
import dev.headroom.hardware.DeviceProfile;
import dev.headroom.hardware.ProfileCatalog;
import dev.headroom.hardware.UnknownDeviceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The option that says where profiles lie, and how a profile is found. */
final class ProfileOptions {
  private static final String SUFFIX = ".yaml";

  @Option(
      names = "--profiles",
      paramLabel = "DIR",
      description = "A folder of profiles to look in first; may be repeated.")
  private List<Path> folders = new ArrayList<>();

  /** The catalog with the folders asked for and the user's own in front. */
  ProfileCatalog catalog(Surroundings surroundings) {
    return ProfileCatalog.of(
        surroundings.folders(FolderList.check("--profiles", folders), "profiles"));
  }

  /** The profile of a name or a file; what has a file's form is never looked up as a name. */
  static DeviceProfile find(ProfileCatalog catalog, String name) {
    if (isFile(name)) {
      return read(catalog, name);
    }
    try {
      return catalog.find(name);
    } catch (UnknownDeviceException e) {
      if (Files.exists(Path.of(name))) {
        throw new IllegalArgumentException(
            "no device is called '" + name + "'; if the file is meant, write './" + name + "'", e);
      }
      throw e;
    }
  }

  /**
   * The profile in a file; its neighbours are found by its folder, which needs the usual ending.
   */
  static DeviceProfile read(ProfileCatalog catalog, String file) {
    return file.endsWith(SUFFIX)
        ? catalog.find(file)
        : catalog.read(YamlReader.read(Path.of(file)));
  }

  private static boolean isFile(String name) {
    return name.endsWith(SUFFIX)
        || name.endsWith(".yml")
        || name.startsWith("/")
        || name.startsWith("./")
        || name.startsWith("../");
  }
}
