package dev.headroom.hardware;

import dev.headroom.document.Document;
import dev.headroom.document.Nearest;
import dev.headroom.document.YamlReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds profiles by name or alias: in the folders given, in their order, then among the built-in
 * ones. A name that looks like a file is read as one.
 */
public final class ProfileCatalog {
  /** The place of a document that was not found in any. */
  private static final int NOWHERE = -1;

  private final List<ProfilePlace> places;

  private ProfileCatalog(List<ProfilePlace> places) {
    this.places = places;
  }

  /** The built-in profiles only. */
  public static ProfileCatalog builtIn() {
    return of(List.of());
  }

  /**
   * These folders before the built-in profiles.
   *
   * @throws IllegalArgumentException if one of them is no folder
   */
  public static ProfileCatalog of(List<Path> folders) {
    List<ProfilePlace> places = new ArrayList<>();
    for (Path folder : folders) {
      if (!Files.isDirectory(folder)) {
        throw new IllegalArgumentException("no such folder of profiles: " + folder);
      }
      places.add(new ProfileFolder(folder));
    }
    places.add(BuiltInProfiles.load());
    return new ProfileCatalog(List.copyOf(places));
  }

  /**
   * The profile with this name, alias or path.
   *
   * @throws UnknownDeviceException if there is none, naming the nearest
   * @throws dev.headroom.document.InvalidDocumentException with all faults of the file
   */
  public DeviceProfile find(String nameOrPath) {
    if (nameOrPath.endsWith(".yaml")) {
      return readFile(Path.of(nameOrPath));
    }
    Found found =
        find(Identity.preset(nameOrPath), 0)
            .orElseThrow(() -> new UnknownDeviceException(unknown(nameOrPath)));
    return new Ancestry(this).read(found);
  }

  /** Takes over a profile that is already a document, such as one from standard input. */
  public DeviceProfile read(Document document) {
    return new Ancestry(this).read(new Found(document, NOWHERE));
  }

  /** All profiles in order of name; one that an earlier place hides is left out. */
  public List<ProfileName> names() {
    Map<String, ProfileName> first = new LinkedHashMap<>();
    places.forEach(place -> place.names().forEach(name -> first.putIfAbsent(name.name(), name)));
    return first.values().stream().sorted((a, b) -> a.name().compareTo(b.name())).toList();
  }

  /** A profile's document and the index of the place it was found in. */
  record Found(Document document, int place) {}

  /** A file may extend its neighbours, so its folder is looked into first. */
  private DeviceProfile readFile(Path file) {
    Path folder = file.getParent();
    List<ProfilePlace> nearby = new ArrayList<>(places);
    nearby.add(0, new Neighbours(folder == null ? Path.of("") : folder));
    return new Ancestry(new ProfileCatalog(nearby)).read(new Found(YamlReader.read(file), 0));
  }

  /** The first profile with this name or alias, in preset form, from this place on. */
  Optional<Found> find(String preset, int from) {
    for (int place = from; place < places.size(); place++) {
      Optional<Document> document = places.get(place).find(preset);
      if (document.isPresent()) {
        return Optional.of(new Found(document.get(), place));
      }
    }
    return Optional.empty();
  }

  /** The sentence for a name that nobody answers to. */
  String unknown(String name) {
    List<String> names = names().stream().map(ProfileName::name).toList();
    Map<String, String> byAnyName = new LinkedHashMap<>();
    names()
        .forEach(
            known -> {
              byAnyName.put(known.name(), known.name());
              known
                  .aliases()
                  .forEach(alias -> byAnyName.putIfAbsent(Identity.preset(alias), known.name()));
            });
    String hint =
        Nearest.to(Identity.preset(name), byAnyName.keySet())
            .map(near -> " did you mean '" + byAnyName.get(near) + "'?")
            .orElse("");
    return "unknown device '" + name + "';" + hint + " known: " + String.join(", ", names);
  }
}
