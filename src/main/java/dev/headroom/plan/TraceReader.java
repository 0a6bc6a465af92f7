package dev.headroom.plan;

import dev.headroom.document.CsvReader;
import dev.headroom.document.Fault;
import dev.headroom.document.Faults;
import dev.headroom.document.InvalidDocumentException;
import dev.headroom.document.JsonReader;
import dev.headroom.document.MappingReader;
import dev.headroom.document.Position;
import dev.headroom.document.TextLines;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Reads recorded requests: JSON Lines or CSV, one request a line, with {@code arrival_time} in
 * seconds, {@code input_toks} and {@code output_toks}, and if a server's clock is known {@code
 * queued_ts}, {@code first_token_ts} and {@code last_token_ts}. {@code input_len} and {@code
 * output_len} are names for the same tokens. All faults are found at once, each with its line.
 */
public final class TraceReader {
  private static final int MOST_TOKENS = 100_000_000;

  /** One line. */
  private record Entry(
      Position position,
      double arrival,
      int input,
      int output,
      OptionalDouble queued,
      OptionalDouble first,
      OptionalDouble last) {
    boolean isMeasured() {
      return queued.isPresent() && first.isPresent() && last.isPresent();
    }
  }

  private final String name;
  private final Faults faults = new Faults();
  private final List<Entry> entries = new ArrayList<>();

  private TraceReader(Path file) {
    this.name = file.toString();
  }

  /**
   * Reads a file; one whose name ends in {@code .csv} is CSV, any other JSON Lines.
   *
   * @throws InvalidDocumentException if anything is wrong with it
   */
  public static Trace read(Path file) {
    TraceReader reader = new TraceReader(file);
    if (file.toString().toLowerCase(Locale.ROOT).endsWith(".csv")) {
      CsvReader.read(file, reader.faults, reader::addRow);
    } else {
      TextLines.read(file, reader::addLine);
    }
    return reader.trace();
  }

  private void addLine(int number, String line) {
    if (line.isBlank()) {
      return;
    }
    Position position = Position.ofLine(name, number);
    try {
      entries.add(JsonReader.read(name, line).bind(mapping -> entry(position, mapping)));
    } catch (InvalidDocumentException e) {
      for (Fault fault : e.faults()) {
        Position place = new Position(name, number, fault.position().column());
        faults.add(place, fault.keyPath(), fault.message());
      }
    }
  }

  private static Entry entry(Position position, MappingReader mapping) {
    mapping.ignoreRest();
    return new Entry(
        position,
        mapping.number("arrival_time"),
        tokens(mapping, "input_toks", "input_len"),
        tokens(mapping, "output_toks", "output_len"),
        mapping.optionalNumber("queued_ts"),
        mapping.optionalNumber("first_token_ts"),
        mapping.optionalNumber("last_token_ts"));
  }

  private static int tokens(MappingReader mapping, String key, String otherKey) {
    String used = mapping.has(key) || !mapping.has(otherKey) ? key : otherKey;
    return (int) mapping.integer(used, 1, MOST_TOKENS);
  }

  private void addRow(CsvReader.Row row) {
    Position position = Position.ofLine(name, row.line());
    Map<String, String> cells = row.cells();
    int before = faults.inOrder().size();
    double arrival = number(position, cells, "arrival_time").orElse(0);
    int input = tokens(position, cells, "input_toks", "input_len");
    int output = tokens(position, cells, "output_toks", "output_len");
    Entry entry =
        new Entry(
            position,
            arrival,
            input,
            output,
            optional(position, cells, "queued_ts"),
            optional(position, cells, "first_token_ts"),
            optional(position, cells, "last_token_ts"));
    if (faults.inOrder().size() == before) {
      entries.add(entry);
    }
  }

  private OptionalDouble optional(Position position, Map<String, String> cells, String key) {
    return cells.getOrDefault(key, "").isEmpty()
        ? OptionalDouble.empty()
        : number(position, cells, key);
  }

  private OptionalDouble number(Position position, Map<String, String> cells, String key) {
    String text = cells.get(key);
    if (text == null) {
      faults.add(position, key, "missing column '" + key + "'");
      return OptionalDouble.empty();
    }
    try {
      double value = Double.parseDouble(text);
      if (Double.isFinite(value)) {
        return OptionalDouble.of(value);
      }
    } catch (NumberFormatException e) {
      // Said below, as of any other text.
    }
    faults.add(position, key, "must be a finite number, was '" + text + "'");
    return OptionalDouble.empty();
  }

  private int tokens(Position position, Map<String, String> cells, String key, String otherKey) {
    String used = cells.containsKey(key) || !cells.containsKey(otherKey) ? key : otherKey;
    OptionalDouble value = number(position, cells, used);
    if (value.isEmpty()) {
      return 1;
    }
    double tokens = value.getAsDouble();
    if (tokens != Math.rint(tokens) || tokens < 1 || tokens > MOST_TOKENS) {
      faults.add(
          position,
          used,
          "must be a whole number from 1 to " + MOST_TOKENS + ", was " + cells.get(used));
      return 1;
    }
    return (int) tokens;
  }

  private Trace trace() {
    if (entries.isEmpty() && faults.isEmpty()) {
      faults.add(Position.ofFile(name), "", "is empty; expected a request on each line");
    }
    for (int i = 0; i < entries.size(); i++) {
      check(entries.get(i), i == 0 ? entries.get(0) : entries.get(i - 1));
    }
    faults.throwIfAny();
    return new Trace(requests(), measured());
  }

  private void check(Entry entry, Entry before) {
    if (entry.arrival < 0) {
      faults.add(entry.position, "arrival_time", "must be >= 0, was " + entry.arrival);
    }
    if (entry.arrival < before.arrival) {
      faults.add(
          entry.position,
          "arrival_time",
          "must not be before the request above, at " + before.arrival + ", was " + entry.arrival);
    }
    if (entry.isMeasured()
        && !(entry.queued.getAsDouble() <= entry.first.getAsDouble()
            && entry.first.getAsDouble() <= entry.last.getAsDouble())) {
      faults.add(entry.position, "first_token_ts", "must lie between queued_ts and last_token_ts");
    }
  }

  private RequestStream requests() {
    int n = entries.size();
    double[] arrivals = new double[n];
    int[] inputs = new int[n];
    int[] outputs = new int[n];
    for (int i = 0; i < n; i++) {
      arrivals[i] = entries.get(i).arrival - entries.get(0).arrival;
      inputs[i] = entries.get(i).input;
      outputs[i] = entries.get(i).output;
    }
    return new RequestStream(arrivals, inputs, outputs);
  }

  private Optional<Trace.Measured> measured() {
    if (entries.stream().noneMatch(Entry::isMeasured)) {
      return Optional.empty();
    }
    int n = entries.size();
    double[] first = new double[n];
    double[] gap = new double[n];
    double[] latency = new double[n];
    for (int i = 0; i < n; i++) {
      Entry entry = entries.get(i);
      double queued = entry.queued.orElse(Double.NaN);
      double firstAt = entry.first.orElse(Double.NaN);
      double lastAt = entry.last.orElse(Double.NaN);
      first[i] = firstAt - queued;
      gap[i] = entry.output > 1 ? (lastAt - firstAt) / (entry.output - 1) : Double.NaN;
      latency[i] = lastAt - queued;
    }
    return Optional.of(new Trace.Measured(first, gap, latency));
  }
}
