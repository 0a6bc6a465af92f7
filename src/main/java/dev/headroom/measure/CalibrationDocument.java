package dev.headroom.measure;

import dev.headroom.document.Document;
import dev.headroom.document.JsonReader;
import dev.headroom.document.JsonWriter;
import dev.headroom.document.MappingReader;
import dev.headroom.workload.DataType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * All readings of a calibration as JSON: the bandwidth curve and the table of micro-kernels, which
 * a profile has no place for. It lies beside the profile.
 */
public final class CalibrationDocument {
  private static final int VERSION = 1;
  private static final Map<String, Probe> PROBES = byKey(Probe.values(), Probe::key);
  private static final Map<String, DataType> TYPES = byKey(DataType.values(), DataType::key);
  private static final Map<String, Thoroughness> PLANS =
      byKey(Thoroughness.values(), Thoroughness::key);
  private static final long MOST_BYTES = 1L << 50;
  private static final int MOST = 1_000_000;

  private CalibrationDocument() {}

  /** The file beside a profile: {@code local.calibration.json} beside {@code local.yaml}. */
  public static Path beside(Path profile) {
    String name = String.valueOf(profile.getFileName());
    String stem = name.endsWith(".yaml") ? name.substring(0, name.length() - 5) : name;
    return profile.resolveSibling(stem + ".calibration.json");
  }

  /** The document's text. */
  public static String text(CalibrationResult result, CalibrationRecord circumstances) {
    StringBuilder text = new StringBuilder();
    try (JsonWriter json = JsonWriter.pretty(text, true)) {
      json.startObject().key("schema_version").whole(VERSION);
      json.key("tool_version").text(circumstances.toolVersion());
      json.key("command").text(circumstances.command());
      json.key("date").text(circumstances.date().toString());
      json.key("plan").text(result.plan().thoroughness().key());
      json.key("threads").whole(result.plan().mostThreads());
      json.key("duration_s").number(rounded(result.seconds()));
      fingerprint(json, result.machine());
      repeatability(json, result);
      json.key("readings").startArray();
      for (Reading reading : result.readings()) {
        write(json, reading);
      }
      json.endArray().key("undisturbed_sample_missing").startArray();
      for (Setting setting : result.missing()) {
        json.text(setting.describe());
      }
      json.endArray().endObject();
    } catch (IOException e) {
      throw new IllegalStateException("a string builder does not fail", e);
    }
    return text.toString();
  }

  /**
   * Reads such a document.
   *
   * @throws dev.headroom.document.InvalidDocumentException with all faults of the file
   */
  public static StoredCalibration read(Path file) {
    return bind(JsonReader.read(file));
  }

  /** Takes over a document. */
  static StoredCalibration bind(Document document) {
    return document.bind(CalibrationDocument::calibration);
  }

  private static StoredCalibration calibration(MappingReader root) {
    root.oneOf("schema_version", Map.of(Integer.toString(VERSION), VERSION));
    root.ignore("tool_version", "command", "duration_s", "repeatability");
    root.ignore("undisturbed_sample_missing");
    MappingReader fingerprint = root.mapping("fingerprint");
    fingerprint.ignore("facts");
    return new StoredCalibration(
        fingerprint.text("hash"),
        root.text("date"),
        root.oneOf("plan", PLANS),
        (int) root.integer("threads", 1, MOST),
        root.items("readings").stream().map(item -> reading(root.adopt(item))).toList());
  }

  private static Reading reading(MappingReader form) {
    form.ignore("unit");
    Setting setting =
        new Setting(
            form.oneOf("probe", PROBES),
            (int) form.integer("threads", 1, MOST),
            form.integer("working_set_bytes", 0, MOST_BYTES),
            (int) form.integer("rows", 0, MOST),
            form.oneOf("type", TYPES));
    return new Reading(
        setting,
        form.number("rate"),
        form.number("best_rate"),
        (int) form.integer("n", 1, MOST),
        (int) form.integer("rejected", 0, MOST),
        form.number("spread"),
        form.flag("settled"));
  }

  private static void write(JsonWriter json, Reading reading) throws IOException {
    Setting setting = reading.setting();
    json.startObject().key("probe").text(setting.probe().key());
    json.key("threads").whole(setting.threads());
    json.key("working_set_bytes").whole(setting.workingSetBytes());
    json.key("rows").whole(setting.rows());
    json.key("type").text(setting.type().key());
    json.key("unit").text(setting.probe().unit());
    json.key("rate").number(rounded(reading.rate()));
    // The same rounding keeps the order of the two.
    json.key("best_rate").number(rounded(reading.bestRate()));
    json.key("n").whole(reading.n());
    json.key("rejected").whole(reading.rejected());
    json.key("spread").number(rounded(reading.spread()));
    json.key("settled").flag(reading.settled()).endObject();
  }

  private static void fingerprint(JsonWriter json, MachineFingerprint machine) throws IOException {
    json.key("fingerprint").startObject().key("hash").text(machine.hash());
    json.key("facts").startObject();
    for (Fact fact : machine.facts()) {
      json.key(fact.characteristic().key()).startObject();
      json.key("value");
      if (fact.value().isPresent()) {
        json.text(fact.value().get());
      } else {
        json.absent();
      }
      json.key("origin").text(fact.origin());
      if (!fact.caution().isEmpty()) {
        json.key("caution").text(fact.caution());
      }
      json.endObject();
    }
    json.endObject().endObject();
  }

  private static void repeatability(JsonWriter json, CalibrationResult result) throws IOException {
    json.key("repeatability");
    if (result.floor().isEmpty()) {
      json.absent();
      return;
    }
    Repeatability floor = result.floor().get();
    json.startObject().key("n").whole(floor.n());
    json.key("median_abs_error").number(rounded(floor.median()));
    json.key("p90_abs_error").number(rounded(floor.p90()));
    json.key("worst_abs_error").number(rounded(floor.worst()));
    json.key("bias").number(rounded(floor.bias())).endObject();
  }

  /** To six digits: what follows is noise, and would make the file longer. */
  private static double rounded(double value) {
    return Double.isFinite(value) ? Written.sixDigits(value) : value;
  }

  private static <T> Map<String, T> byKey(T[] values, Function<T, String> key) {
    return Arrays.stream(values).collect(Collectors.toUnmodifiableMap(key, value -> value));
  }
}
