package dev.headroom.report;

import dev.headroom.document.JsonWriter;
import java.io.IOException;
import java.util.Map;

/** Results as JSON. */
final class JsonValues {
  private JsonValues() {}

  /** Writes a result as an object. */
  static void write(JsonWriter json, Result result) throws IOException {
    json.startObject();
    writeEntries(json, result);
    json.endObject();
  }

  /** Writes the entries of a result into the object that is open. */
  static void writeEntries(JsonWriter json, Result result) throws IOException {
    for (Map.Entry<String, Value> entry : result.values().entrySet()) {
      json.key(entry.getKey());
      write(json, entry.getValue());
    }
  }

  private static void write(JsonWriter json, Value value) throws IOException {
    if (value instanceof Value.Text text) {
      json.text(text.text());
    } else if (value instanceof Value.Whole whole) {
      json.whole(whole.number());
    } else if (value instanceof Value.Real real) {
      json.number(real.number());
    } else if (value instanceof Value.Measure measure) {
      json.number(measure.number());
    } else if (value instanceof Value.Flag flag) {
      json.flag(flag.set());
    } else if (value instanceof Value.Group group) {
      write(json, group.result());
    } else if (value instanceof Value.Items items) {
      json.startArray();
      for (Value item : items.values()) {
        write(json, item);
      }
      json.endArray();
    } else {
      json.absent();
    }
  }
}
