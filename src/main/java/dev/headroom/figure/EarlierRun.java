package dev.headroom.figure;

import dev.headroom.document.CsvReader;
import dev.headroom.document.Document;
import dev.headroom.document.Fault;
import dev.headroom.document.Faults;
import dev.headroom.document.InvalidDocumentException;
import dev.headroom.document.JsonReader;
import dev.headroom.document.Mapping;
import dev.headroom.document.Node;
import dev.headroom.document.Position;
import dev.headroom.document.Scalar;
import dev.headroom.document.Sequence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Results that a command wrote before, or anybody's table with the same columns.
 *
 * @param rows in the order of the file
 * @param command that wrote them; empty if the file does not say
 */
public record EarlierRun(List<Row> rows, String command) {
  /** Results of a hundred thousand rows. */
  private static final int MOST_JSON_BYTES = 128 << 20;

  /** Copies the list. */
  public EarlierRun {
    rows = List.copyOf(rows);
  }

  /**
   * Reads a file by its ending: CSV, JSON as {@code -o json} writes it, or JSON Lines.
   *
   * @throws InvalidDocumentException if it cannot be read, is none of these or has no rows
   */
  public static EarlierRun read(Path file) {
    String name = file.toString();
    String lower = name.toLowerCase(Locale.ROOT);
    EarlierRun run;
    if (lower.endsWith(".csv")) {
      run = new EarlierRun(csv(file), "");
    } else if (lower.endsWith(".json")) {
      run = json(JsonReader.read(file, MOST_JSON_BYTES));
    } else if (lower.endsWith(".jsonl")) {
      run = new EarlierRun(lines(file), "");
    } else {
      throw fault(name, "must end in .csv, .json or .jsonl, by which it is read");
    }
    if (run.rows.isEmpty()) {
      throw fault(name, "has no results");
    }
    return run;
  }

  private static InvalidDocumentException fault(String file, String message) {
    return new InvalidDocumentException(List.of(new Fault(Position.ofFile(file), "", message)));
  }

  private static List<Row> csv(Path file) {
    if (!Files.isRegularFile(file)) {
      throw fault(file.toString(), Files.exists(file) ? "is no file" : "no such file");
    }
    List<CsvReader.Row> lines = new ArrayList<>();
    Faults faults = new Faults();
    List<String> columns = CsvReader.read(file, faults, lines::add);
    faults.throwIfAny();
    List<Row> rows = new ArrayList<>();
    for (CsvReader.Row line : lines) {
      Map<String, Object> cells = new LinkedHashMap<>();
      for (String column : columns) {
        String text = line.cells().getOrDefault(column, "");
        if (!text.isEmpty()) {
          cells.put(column, number(text).map(n -> (Object) n).orElse(text));
        }
      }
      rows.add(new Row(file + ":" + line.line(), cells));
    }
    return rows;
  }

  private static Optional<Double> number(String text) {
    boolean digits = text.chars().allMatch(c -> (c >= '0' && c <= '9') || "+-.eE".indexOf(c) >= 0);
    if (!digits) {
      return Optional.empty();
    }
    try {
      double number = Double.parseDouble(text);
      return Double.isFinite(number) ? Optional.of(number) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static EarlierRun json(Document document) {
    document.faults().throwIfAny();
    Node root = document.root();
    String command = "";
    if (root instanceof Mapping mapping) {
      root = mapping.get("results").orElseThrow(() -> fault(document.name(), "has no 'results'"));
      command =
          mapping
              .get("command")
              .map(node -> node instanceof Scalar text ? text.text() : "")
              .orElse("");
    }
    if (!(root instanceof Sequence sequence)) {
      throw fault(document.name(), "results must be a list, was " + root.describe());
    }
    return new EarlierRun(rows(sequence), command);
  }

  private static List<Row> lines(Path file) {
    List<Row> rows = new ArrayList<>();
    try {
      int number = 0;
      for (String line : Files.readAllLines(file)) {
        number++;
        if (!line.isBlank()) {
          Document document = JsonReader.read(file + ":" + number, line);
          document.faults().throwIfAny();
          if (!(document.root() instanceof Mapping mapping)) {
            throw fault(file + ":" + number, "must be an object");
          }
          rows.add(row(file + ":" + number, mapping));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be read: " + e.getMessage(), e);
    }
    return rows;
  }

  private static List<Row> rows(Sequence sequence) {
    List<Row> rows = new ArrayList<>();
    for (Node item : sequence.items()) {
      if (item instanceof Mapping mapping) {
        rows.add(row(mapping.position().file() + ":" + mapping.position().line(), mapping));
      }
    }
    return rows;
  }

  private static Row row(String where, Mapping mapping) {
    Map<String, Object> cells = new LinkedHashMap<>();
    for (Mapping.Entry entry : mapping.entries()) {
      if (entry.value() instanceof Scalar scalar && scalar.kind() != Scalar.Kind.NULL) {
        boolean numeric =
            scalar.kind() == Scalar.Kind.INTEGER || scalar.kind() == Scalar.Kind.FLOAT;
        cells.put(
            entry.key(),
            numeric
                ? number(scalar.text()).map(n -> (Object) n).orElse(scalar.text())
                : scalar.text());
      } else if (entry.value() instanceof Sequence sequence) {
        cells.put(entry.key(), rows(sequence));
      }
    }
    return new Row(where, cells);
  }
}
