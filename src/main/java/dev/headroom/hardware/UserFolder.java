package dev.headroom.hardware;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The per-user folder of profiles, as the XDG base directory specification places it. */
public final class UserFolder {
  private UserFolder() {}

  /**
   * {@code $XDG_CONFIG_HOME/headroom/profiles} or {@code ~/.config/headroom/profiles}; empty if
   * there is none.
   *
   * @param environment of the process
   * @param home the user's home folder
   */
  public static List<Path> existing(Map<String, String> environment, Path home) {
    String configured = environment.getOrDefault("XDG_CONFIG_HOME", "");
    // The specification says that a relative path is to be ignored.
    Path base = Path.of(configured).isAbsolute() ? Path.of(configured) : home.resolve(".config");
    Path folder = base.resolve("headroom").resolve("profiles");
    return Files.isDirectory(folder) ? List.of(folder) : List.of();
  }
}
