package dev.headroom.sweep;

import dev.headroom.document.AtomicFiles;
import dev.headroom.document.JsonReader;
import dev.headroom.document.JsonWriter;
import dev.headroom.document.MappingReader;
import dev.headroom.document.ValueReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * How far a sweep has come, as it stands beside its file; of a part of a grid it stays, for {@code
 * merge}.
 *
 * @param fingerprint of the sweep and the form of its rows
 * @param shard which part of the grid it runs
 * @param done all points before this one are done
 * @param bytes of the file so far
 * @param headerBytes of those, before the first row
 * @param counts so far
 * @param kept the points that a ranking has kept
 * @param top how many a ranking keeps; 0 of a front, -1 if nothing is ranked
 */
public record SweepState(
    String fingerprint,
    Shard shard,
    long done,
    long bytes,
    long headerBytes,
    SweepRun.Counts counts,
    List<Selection.Kept> kept,
    long top) {
  private static final int MOST_BYTES = 1 << 30;

  /** Copies the list. */
  public SweepState {
    kept = List.copyOf(kept);
  }

  /** Writes it whole or not at all. */
  void write(Path file) throws IOException {
    StringBuilder text = new StringBuilder();
    try (JsonWriter json = JsonWriter.compact(text, true)) {
      json.startObject();
      json.key("schema_version").whole(1);
      json.key("fingerprint").text(fingerprint);
      json.key("shard").text(shard.toString());
      json.key("done").whole(done);
      json.key("bytes").whole(bytes);
      json.key("header_bytes").whole(headerBytes);
      json.key("possible").whole(counts.possible());
      json.key("met").whole(counts.met());
      json.key("top").whole(top);
      json.key("kept").startArray();
      for (Selection.Kept each : kept) {
        json.startObject().key("point").whole(each.index()).key("goals").startArray();
        for (double goal : each.goals()) {
          json.number(goal);
        }
        json.endArray().endObject();
      }
      json.endArray().endObject();
    }
    AtomicFiles.write(file, text.toString());
  }

  /**
   * Reads it.
   *
   * @throws dev.headroom.document.InvalidDocumentException if the file has faults
   */
  static SweepState read(Path file) {
    return JsonReader.read(file, MOST_BYTES).bind(SweepState::read);
  }

  private static SweepState read(MappingReader in) {
    in.integer("schema_version", 1, 1);
    String[] shard = in.text("shard").split("/", 2);
    return new SweepState(
        in.text("fingerprint"),
        shard.length == 2 ? Shard.parse(shard[0] + "/" + shard[1]) : Shard.WHOLE,
        in.integer("done", 0, Long.MAX_VALUE),
        in.integer("bytes", 0, Long.MAX_VALUE),
        in.integer("header_bytes", 0, Long.MAX_VALUE),
        new SweepRun.Counts(
            in.integer("possible", 0, Long.MAX_VALUE), in.integer("met", 0, Long.MAX_VALUE)),
        in.items("kept").stream().map(item -> kept(item.mapping())).toList(),
        in.integer("top", -1, Integer.MAX_VALUE));
  }

  private static Selection.Kept kept(MappingReader in) {
    Selection.Kept kept =
        new Selection.Kept(
            in.integer("point", 0, Long.MAX_VALUE),
            in.items("goals").stream().map(ValueReader::number).toList());
    in.finish();
    return kept;
  }
}
