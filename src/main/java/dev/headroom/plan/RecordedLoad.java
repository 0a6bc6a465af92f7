package dev.headroom.plan;

import dev.headroom.document.CsvReader;
import dev.headroom.document.Faults;
import dev.headroom.document.Position;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a server's own log said over time: running and waiting requests and the share of KV blocks
 * in use, at moments in seconds from its first request.
 *
 * @param moments in order
 */
public record RecordedLoad(List<Moment> moments) {
  /** Copies the list. */
  public RecordedLoad {
    moments = List.copyOf(moments);
  }

  /**
   * A moment.
   *
   * @param seconds from the first request
   * @param running requests
   * @param waiting requests
   * @param kvShare of the KV blocks that are in use, from 0 to 1
   */
  public record Moment(double seconds, double running, double waiting, double kvShare) {}

  /**
   * Reads CSV with the columns {@code t} (s), {@code running}, {@code waiting} and {@code
   * kv_cache_pct}; others are ignored. All faults are found at once, each with its line.
   *
   * @throws dev.headroom.document.InvalidDocumentException if anything is wrong with it
   */
  public static RecordedLoad read(Path file) {
    Faults faults = new Faults();
    List<Moment> moments = new ArrayList<>();
    CsvReader.read(file, faults, row -> moments.add(moment(file, row, faults, moments)));
    if (moments.isEmpty() && faults.isEmpty()) {
      faults.add(Position.ofFile(file.toString()), "", "has no rows; expected one for each moment");
    }
    faults.throwIfAny();
    return new RecordedLoad(moments);
  }

  private static Moment moment(Path file, CsvReader.Row row, Faults faults, List<Moment> before) {
    Position position = Position.ofLine(file.toString(), row.line());
    double[] values = new double[4];
    String[] keys = {"t", "running", "waiting", "kv_cache_pct"};
    for (int i = 0; i < keys.length; i++) {
      values[i] = number(position, row.cells().get(keys[i]), keys[i], faults);
    }
    if (values[3] > 100) {
      faults.add(position, "kv_cache_pct", "must be at most 100, was " + values[3]);
    }
    double last = before.isEmpty() ? 0 : before.get(before.size() - 1).seconds();
    if (values[0] < last) {
      faults.add(position, "t", "must not be before the row above, " + last + ", was " + values[0]);
    }
    return new Moment(values[0], values[1], values[2], values[3] / 100);
  }

  private static double number(
      Position position,
      @org.jspecify.annotations.Nullable String text,
      String key,
      Faults faults) {
    if (text == null) {
      faults.add(position, key, "missing column '" + key + "'");
      return 0;
    }
    try {
      double value = Double.parseDouble(text);
      if (value >= 0 && value < Double.POSITIVE_INFINITY) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below, as of numbers that cannot be.
    }
    faults.add(position, key, "must be a number of at least 0, was '" + text + "'");
    return 0;
  }
}
