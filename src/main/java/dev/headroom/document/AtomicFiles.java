package dev.headroom.document;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes a file whole or not at all, so that an interruption leaves no half-written one. */
public final class AtomicFiles {
  private AtomicFiles() {}

  /** Writes text as UTF-8. */
  public static void write(Path path, String content) throws IOException {
    write(path, content.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Writes beside the target, then renames; makes missing folders, follows a link, and writes
   * straight into what is no ordinary file, such as {@code /dev/stdout}.
   */
  public static void write(Path path, byte[] content) throws IOException {
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      Files.write(path, content);
      return;
    }
    Path target = Files.exists(path) ? path.toRealPath() : path.toAbsolutePath();
    Path folder = target.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    String marked = "." + target.getFileName() + "." + ProcessHandle.current().pid() + ".part";
    Path beside = target.resolveSibling(marked);
    try {
      Files.write(beside, content, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
      move(beside, target);
    } finally {
      Files.deleteIfExists(beside);
    }
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
