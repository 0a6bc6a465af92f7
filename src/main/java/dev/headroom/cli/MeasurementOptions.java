package dev.headroom.cli;

import dev.headroom.document.InvalidDocumentException;
import dev.headroom.hardware.DeviceProfile;
import dev.headroom.measurements.Measurement;
import dev.headroom.measurements.MeasurementTable;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that name a table of measurements. */
final class MeasurementOptions {
  private static final int MOST_TOLD = 10;

  @Option(
      names = "--measurements",
      paramLabel = "FILE",
      description =
          "A CSV table of measured kernel calls to work on instead; for validate also a JSON file of"
              + " runs of a whole model (--model).")
  private @Nullable Path file;

  @Option(
      names = "--columns",
      paramLabel = "OURS=THEIRS",
      split = ",",
      description = "With --measurements: columns that the file calls otherwise.")
  private Map<String, String> columns = new LinkedHashMap<>();

  @Option(
      names = "--strict",
      description = "With --measurements: a bad row is an error; else it is told and left out.")
  private boolean strict;

  @Option(
      names = "--kernel",
      paramLabel = "NAME",
      description =
          "With --measurements: only this kernel (BACKEND.KERNEL.KVTYPE, or a part of it).")
  private @Nullable String kernel;

  boolean isGiven() {
    return file != null;
  }

  /** The file, if it is of runs of a whole model. */
  Optional<Path> modelRuns() {
    return file != null && fileName().toLowerCase(Locale.ROOT).endsWith(".json")
        ? Optional.of(file)
        : Optional.empty();
  }

  String fileName() {
    return file == null ? "" : Objects.toString(file.getFileName(), "");
  }

  /** The table; its bad rows are told. */
  MeasurementTable read(Surroundings surroundings, boolean quiet) {
    if (file == null) {
      throw new IllegalStateException("asked for a table that was not named");
    }
    MeasurementTable table = MeasurementTable.read(file, columns);
    if (strict && !table.faults().isEmpty()) {
      throw new InvalidDocumentException(table.faults());
    }
    if (!quiet && !table.faults().isEmpty()) {
      table.faults().stream().limit(MOST_TOLD).forEach(surroundings.err()::println);
      int more = table.faults().size() - MOST_TOLD;
      surroundings
          .err()
          .println(
              (more > 0 ? "and " + more + " more faults. " : "")
                  + "Left out "
                  + table.badRows()
                  + " bad rows.");
      surroundings.err().flush();
    }
    return table;
  }

  /** The rows of the kernel asked for, on this device. */
  List<Measurement> chosen(List<Measurement> rows, DeviceProfile device) {
    return rows.stream()
        .filter(row -> isOf(device, row.series().system()))
        .filter(this::isChosen)
        .toList();
  }

  /** Whether the row is of the kernel asked for. */
  boolean isChosen(Measurement row) {
    return kernel == null || row.series().kernelKey().contains(kernel);
  }

  private static boolean isOf(DeviceProfile device, String system) {
    return device.name().equals(system) || device.identity().aliases().contains(system);
  }
}
