package dev.headroom.sweep;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * The file that a sweep writes. Until it is whole it is called {@code FILE.part}, and {@code
 * FILE.progress.json} says up to where it is good: a run that was killed continues there and gives
 * the same bytes. Of a part of a grid, {@code FILE.shard.json} stays for {@code merge}.
 *
 * @param file the place of the whole
 * @param header before the first row
 * @param fingerprint of the sweep and the form of its rows
 * @param shard which part of the grid it holds
 */
public record SweepFile(Path file, String header, String fingerprint, Shard shard) {
  private static final long NANOS_BETWEEN_STATES = 200_000_000;

  /** Hears how far the work has come. */
  @FunctionalInterface
  public interface Listener {
    /** All points before this one are done. */
    void done(long point);
  }

  /** The file while it is not whole. */
  Path part() {
    return file.resolveSibling(file.getFileName() + ".part");
  }

  /** Where its state stands while it is not whole. */
  Path progress() {
    return file.resolveSibling(file.getFileName() + ".progress.json");
  }

  /** Where its state stands beside a part of a grid. */
  static Path shardState(Path file) {
    return file.resolveSibling(file.getFileName() + ".shard.json");
  }

  /**
   * Runs a sweep into the file.
   *
   * @param resume whether to continue an earlier run; where there is none, or nothing of it is
   *     left, it starts anew
   * @return what was counted, of earlier runs too
   * @throws IllegalArgumentException if the earlier run was of another sweep
   */
  public SweepRun.Counts run(
      Sweep sweep, SweepRun.RowFormat format, int threads, boolean resume, Listener listener) {
    try {
      Optional<SweepState> earlier =
          resume && Files.exists(progress()) && Files.exists(part())
              ? Optional.of(SweepState.read(progress()))
              : Optional.empty();
      earlier.ifPresent(this::requireSame);
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      return write(sweep, new SweepRun(sweep, format), threads, earlier, listener);
    } catch (IOException e) {
      throw new UncheckedIOException(
          new IOException("cannot write '" + file + "': " + e.getMessage(), e));
    }
  }

  private void requireSame(SweepState state) {
    if (!state.fingerprint().equals(fingerprint) || !state.shard().equals(shard)) {
      throw new IllegalArgumentException(
          "--resume: '"
              + progress()
              + "' is of another sweep, format or part; take the same options, or leave --resume"
              + " out to begin anew");
    }
  }

  private SweepRun.Counts write(
      Sweep sweep, SweepRun run, int threads, Optional<SweepState> earlier, Listener listener)
      throws IOException {
    long points = sweep.grid().size();
    try (FileChannel out =
        FileChannel.open(part(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      out.truncate(earlier.map(SweepState::bytes).orElse(0L));
      out.position(out.size());
      if (earlier.isEmpty()) {
        append(out, header);
      }
      earlier.ifPresent(
          state ->
              run.keep(state.kept().stream().map(Selection.Kept::index).toList(), state.counts()));
      long from = earlier.map(SweepState::done).orElse(shard.from(points));
      Checkpoint checkpoint = new Checkpoint(out, sweep, run, listener);
      run.run(from, shard.to(points), threads, checkpoint);
      if (sweep.isRanked()) {
        append(out, run.write(run.indices()));
      }
      out.force(true);
      if (shard.of() > 1) {
        state(sweep, run, shard.to(points), out.size()).write(shardState(file));
      }
    }
    Files.move(part(), file, StandardCopyOption.REPLACE_EXISTING);
    Files.deleteIfExists(progress());
    return run.counts();
  }

  private SweepState state(Sweep sweep, SweepRun run, long done, long bytes) {
    List<Selection.Kept> kept = sweep.isRanked() ? run.kept() : List.of();
    return new SweepState(
        fingerprint,
        shard,
        done,
        bytes,
        header.getBytes(StandardCharsets.UTF_8).length,
        run.counts(),
        kept,
        sweep.isRanked() ? sweep.spec().ranking().top() : -1);
  }

  /** Appends rows and, now and then, writes down that they are good. */
  private final class Checkpoint implements SweepRun.Sink {
    private final FileChannel out;
    private final Sweep sweep;
    private final SweepRun run;
    private final Listener listener;
    private long last = System.nanoTime();

    private Checkpoint(FileChannel out, Sweep sweep, SweepRun run, Listener listener) {
      this.out = out;
      this.sweep = sweep;
      this.run = run;
      this.listener = listener;
    }

    @Override
    public void accept(CharSequence text, long done) {
      try {
        append(out, text);
        if (System.nanoTime() - last > NANOS_BETWEEN_STATES) {
          out.force(false);
          state(sweep, run, done, out.position()).write(progress());
          last = System.nanoTime();
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      listener.done(done);
    }
  }

  private static void append(FileChannel out, CharSequence text) throws IOException {
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(CharBuffer.wrap(text));
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }
}
