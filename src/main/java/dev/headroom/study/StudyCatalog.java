package dev.headroom.study;

import dev.headroom.document.MappingReader;
import dev.headroom.document.Nearest;
import dev.headroom.document.ValueReader;
import dev.headroom.document.YamlReader;
import dev.headroom.workload.ModelCatalog;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Published studies as files: those that come with the program, and any other in the same form. */
public final class StudyCatalog {
  private final ModelCatalog models;

  /** Studies of these models. */
  public StudyCatalog(ModelCatalog models) {
    this.models = models;
  }

  /** The names of those that come with the program. */
  public static List<String> names() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(resource("index.txt"), StandardCharsets.UTF_8))) {
      return lines.lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A study by its name, or in a YAML file.
   *
   * @throws IllegalArgumentException if there is none of this name
   * @throws dev.headroom.document.InvalidDocumentException with all faults of a file
   */
  public Study find(String name) {
    if (name.endsWith(".yaml") || name.endsWith(".yml")) {
      return YamlReader.read(Path.of(name)).bind(this::study);
    }
    if (!names().contains(name)) {
      throw new IllegalArgumentException(Nearest.unknown("study", name, names()));
    }
    String file = name + ".yaml";
    try (InputStream stream = resource(file)) {
      return YamlReader.read("studies/" + file, stream).bind(this::study);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Study study(MappingReader root) {
    root.oneOf("schema_version", Map.of("1", 1));
    MappingReader common =
        root.optionalMapping("common")
            .orElseGet(() -> MappingReader.silent(root.position(), "common"));
    List<Cell> cells = new ArrayList<>();
    root.mapping("cells")
        .mappings()
        .forEach((id, cell) -> cells.add(new CellReader(cell, common, models).read(id)));
    Set<String> ids = new HashSet<>();
    cells.forEach(cell -> ids.add(cell.id()));
    List<Study.Calibration> calibrations = new ArrayList<>();
    for (ValueReader item : root.items("calibration")) {
      MappingReader form = item.mapping();
      String cell = form.text("cell");
      if (!ids.contains(cell)) {
        form.fault("cell", Nearest.unknown("cell", cell, ids));
      }
      calibrations.add(new Study.Calibration(form.oneOf("parameter", Parameter.byKey()), cell));
      form.finish();
    }
    List<String> decomposition = root.texts("decomposition");
    for (String cell : decomposition) {
      if (!ids.contains(cell)) {
        root.fault("decomposition", Nearest.unknown("cell", cell, ids));
      }
    }
    return new Study(
        root.text("name"),
        root.text("title"),
        root.text("source"),
        root.texts("notes"),
        calibrations,
        cells,
        decomposition,
        root.items("trade_offs").stream().map(item -> tradeOff(item.mapping())).toList());
  }

  private static TradeOff tradeOff(MappingReader form) {
    List<TradeOff.Place> places = new ArrayList<>();
    for (ValueReader item : form.items("places")) {
      MappingReader place = item.mapping();
      places.add(new TradeOff.Place(place.text("device"), place.text("runtime")));
      place.finish();
    }
    String source = form.text("source");
    List<Quality.Figure> figures = new ArrayList<>();
    for (ValueReader item : form.items("quality")) {
      MappingReader figure = item.mapping();
      figures.add(
          new Quality.Figure(
              figure.text("variant"),
              figure.text("task"),
              figure.text("metric"),
              figure.number("value"),
              source));
      figure.finish();
    }
    TradeOff tradeOff =
        new TradeOff(
            form.text("title"),
            form.integer("batch_size", 1, 1 << 20),
            form.integer("context_length", 0, 1 << 20),
            form.integer("input_len", 0, 1 << 20),
            figures.stream().map(Quality.Figure::variant).distinct().toList(),
            places,
            figures);
    form.finish();
    return tradeOff;
  }

  private static InputStream resource(String name) {
    InputStream stream = StudyCatalog.class.getResourceAsStream(name);
    if (stream == null) {
      throw new IllegalStateException("not in the jar: " + name);
    }
    return stream;
  }
}
