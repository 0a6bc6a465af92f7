package dev.headroom.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Folders as options take them. */
final class FolderList {
  private FolderList() {}

  /**
   * The folders, each looked at.
   *
   * @throws IllegalArgumentException naming the option and what is no folder
   */
  static List<Path> check(String option, List<Path> folders) {
    for (Path folder : folders) {
      if (!Files.exists(folder)) {
        throw new IllegalArgumentException(option + ": no such folder: '" + folder + "'");
      }
      if (!Files.isDirectory(folder)) {
        throw new IllegalArgumentException(option + ": not a folder: '" + folder + "'");
      }
      if (!Files.isReadable(folder)) {
        throw new IllegalArgumentException(
            option + ": may not be read: '" + folder + "', permission denied");
      }
    }
    return folders;
  }
}
