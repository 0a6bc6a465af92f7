package dev.headroom.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file is written whole or not at all, and nothing else is left in its folder. */
class AtomicFilesTest {
  @TempDir Path folder;

  @Test
  void makesFoldersAndReplaces() throws IOException {
    Path file = folder.resolve("a/b/out.csv");
    AtomicFiles.write(file, "first");
    AtomicFiles.write(file, "\u00fcber");
    assertThat(file).hasContent("\u00fcber");
    assertThat(folder.resolve("a/b").toFile().list()).containsExactly("out.csv");
  }

  @Test
  void followsALink() throws IOException {
    Path file = folder.resolve("real.csv");
    Files.writeString(file, "old");
    Path link = Files.createSymbolicLink(folder.resolve("link.csv"), file);
    AtomicFiles.write(link, "new");
    assertThat(Files.isSymbolicLink(link)).isTrue();
    assertThat(file).hasContent("new");
  }

  @Test
  void leavesNothingBehindWhenItFails() throws IOException {
    Path blocked = folder.resolve("file");
    Files.writeString(blocked, "x");
    assertThatThrownBy(() -> AtomicFiles.write(blocked.resolve("out.csv"), "y"))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> AtomicFiles.write(folder, "y")).isInstanceOf(IOException.class);
    assertThat(folder.toFile().list()).containsExactly("file");
  }
}
