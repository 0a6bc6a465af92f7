package dev.headroom.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** JSON text: both layouts, every kind of value, and numbers that JSON does not have. */
class JsonWriterTest {
  @Test
  void prettyIndentsByTwo() throws IOException {
    StringBuilder out = new StringBuilder();
    try (JsonWriter json = JsonWriter.pretty(out, false)) {
      json.startObject();
      json.key("a").number(0.5).key("b").startArray().whole(1).absent().endArray();
      json.key("c").startObject().endObject().key("d").startArray().endArray();
      json.endObject();
    }
    assertThat(out)
        .hasToString(
            """
            {
              "a": 0.5,
              "b": [
                1,
                null
              ],
              "c": {},
              "d": []
            }
            """);
  }

  @Test
  void compactIsOneLineForEachValue() throws IOException {
    StringBuilder out = new StringBuilder();
    try (JsonWriter json = JsonWriter.compact(out, false)) {
      json.startObject().key("a").flag(true).key("b").text(null).endObject();
      json.startObject().key("a").text("x\n\"µ\u001B").endObject();
    }
    assertThat(out).hasToString("{\"a\":true,\"b\":null}\n{\"a\":\"x\\n\\\"µ\\u001B\"}\n");
  }

  @Test
  void asciiEscapesTheRest() throws IOException {
    StringBuilder out = new StringBuilder();
    try (JsonWriter json = JsonWriter.compact(out, true)) {
      json.startArray().text("5 µs 😀").endArray();
    }
    assertThat(out).hasToString("[\"5 \\u00B5s \\uD83D\\uDE00\"]\n");
  }

  @Test
  void whatIsNotANumberIsNull() throws IOException {
    StringBuilder out = new StringBuilder();
    try (JsonWriter json = JsonWriter.compact(out, false)) {
      json.startArray().number(Double.NaN).number(Double.POSITIVE_INFINITY);
      json.number(3e12).number(-0.0).number(1e-7).endArray();
    }
    assertThat(out).hasToString("[null,null,3000000000000,0,1E-7]\n");
  }

  @Test
  void nothingIsNothing() throws IOException {
    StringBuilder out = new StringBuilder();
    JsonWriter.compact(out, false).close();
    assertThat(out).isEmpty();
  }
}
