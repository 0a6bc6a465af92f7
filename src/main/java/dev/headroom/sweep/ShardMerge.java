package dev.headroom.sweep;

import dev.headroom.document.AtomicFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes the file of a whole grid of the files of its parts. */
public final class ShardMerge {
  private record Part(Path file, SweepState state) {}

  private ShardMerge() {}

  /**
   * Merges files, in whatever order they are named, into the bytes that a run over the whole grid
   * gives.
   *
   * @throws IllegalArgumentException if they are not all parts of one sweep
   */
  public static void merge(List<Path> files, Path target) {
    List<Part> parts = new ArrayList<>();
    for (Path file : files) {
      Path state = SweepFile.shardState(file);
      if (!Files.exists(file) || !Files.exists(state)) {
        throw new IllegalArgumentException(
            "merge: there is no '" + (Files.exists(file) ? state : file) + "'");
      }
      parts.add(new Part(file, SweepState.read(state)));
    }
    parts.sort(Comparator.comparingLong(part -> part.state.shard().number()));
    requireWhole(parts);
    try {
      if (parts.get(0).state.top() < 0) {
        concatenate(parts, target);
      } else {
        rank(parts, target);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          new IOException("cannot write '" + target + "': " + e.getMessage(), e));
    }
  }

  private static void requireWhole(List<Part> parts) {
    SweepState first = parts.get(0).state;
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      boolean same =
          part.state.fingerprint().equals(first.fingerprint())
              && part.state.shard().of() == first.shard().of();
      if (!same) {
        throw new IllegalArgumentException(
            "merge: '" + part.file + "' is of another sweep than '" + parts.get(0).file + "'");
      }
      if (part.state.shard().number() != i + 1) {
        boolean twice = part.state.shard().number() <= i;
        throw new IllegalArgumentException(
            "merge: part "
                + (twice ? part.state.shard().number() : i + 1)
                + "/"
                + first.shard().of()
                + (twice ? " is there twice" : " is missing"));
      }
    }
    if (parts.size() != first.shard().of()) {
      throw new IllegalArgumentException(
          "merge: part " + (parts.size() + 1) + "/" + first.shard().of() + " is missing");
    }
  }

  private static void concatenate(List<Part> parts, Path target) throws IOException {
    Path folder = target.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Path beside = target.resolveSibling(target.getFileName() + ".part");
    try (OutputStream out = Files.newOutputStream(beside)) {
      boolean first = true;
      for (Part part : parts) {
        try (InputStream in = Files.newInputStream(part.file)) {
          in.skipNBytes(first ? 0 : part.state.headerBytes());
          in.transferTo(out);
        }
        first = false;
      }
    }
    Files.move(beside, target, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void rank(List<Part> parts, Path target) throws IOException {
    long top = parts.get(0).state.top();
    Selection all = top > 0 ? Selection.best((int) top) : Selection.front();
    Map<Long, String> rows = new HashMap<>();
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      try (BufferedReader in = Files.newBufferedReader(part.file, StandardCharsets.UTF_8)) {
        if (part.state.headerBytes() > 0) {
          String header = in.readLine();
          if (text.isEmpty()) {
            text.append(header).append('\n');
          }
        }
        for (Selection.Kept kept : part.state.kept()) {
          rows.put(kept.index(), String.valueOf(in.readLine()));
          all.offer(kept.index(), kept.goals().stream().mapToDouble(goal -> goal).toArray());
        }
      }
    }
    for (Selection.Kept kept : all.kept()) {
      text.append(rows.get(kept.index())).append('\n');
    }
    AtomicFiles.write(target, text.toString());
  }
}
