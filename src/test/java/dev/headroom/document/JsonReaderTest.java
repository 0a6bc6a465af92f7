package dev.headroom.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON becomes the same nodes as YAML, with positions; what is not JSON is refused. */
class JsonReaderTest {
  @TempDir Path folder;

  @Test
  void keepsKindsAndPositions() {
    Document document =
        JsonReader.read("c.json", "{\n  \"a\": [1, 2.5, \"x\", true, null],\n  \"b\": {}\n}");
    assertThat(document.root())
        .isEqualTo(
            new Mapping(
                at(1, 1),
                List.of(
                    new Mapping.Entry(
                        "a",
                        at(2, 3),
                        new Sequence(
                            at(2, 8),
                            List.of(
                                new Scalar(at(2, 9), "1", Scalar.Kind.INTEGER),
                                new Scalar(at(2, 12), "2.5", Scalar.Kind.FLOAT),
                                new Scalar(at(2, 17), "x", Scalar.Kind.STRING),
                                new Scalar(at(2, 22), "true", Scalar.Kind.BOOL),
                                new Scalar(at(2, 28), "null", Scalar.Kind.NULL)))),
                    new Mapping.Entry("b", at(3, 3), new Mapping(at(3, 8), List.of())))));
  }

  private static Position at(int line, int column) {
    return new Position("c.json", line, column);
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        arguments("", "c.json: is empty; expected an object"),
        arguments("  \n", "c.json: is empty; expected an object"),
        arguments("[1]", "c.json:1:1: must be a mapping of keys to values, was a list"),
        arguments(
            "{\"a\": 1,\n \"b\": 2,\n \"a\": 3}", "c.json:3:2: duplicate key 'a'; first on line 1"),
        arguments("{\"a\": 1} {\"b\": 2}", "c.json:1:10: text after the end"),
        arguments(
            "{\"a\": " + "[".repeat(50) + "]".repeat(50) + "}",
            "c.json:1:56: nested too deeply; at most 50 levels are read"),
        arguments(" ".repeat(1024 * 1024 + 1), "c.json: is too large; at most 1024 KiB are read"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void refusesWithPosition(String json, String message) {
    assertThatThrownBy(() -> JsonReader.read("c.json", json).bind(JsonReaderTest::leniently))
        .isInstanceOf(InvalidDocumentException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\": 1,}",
        "{\"a\": NaN}",
        "{\"a\": 01}",
        "{'a': 1}",
        "{\"a\": 1",
        "{\"a\": 1} x",
        "// comment\n{}",
        "{\"a\" 1}"
      })
  void refusesWhatIsNotJson(String json) {
    assertThatThrownBy(() -> JsonReader.read("c.json", json).bind(JsonReaderTest::leniently))
        .isInstanceOf(InvalidDocumentException.class)
        .hasMessageMatching("c\\.json:[12]:\\d+: not JSON: [^\n]+");
  }

  private static MappingReader leniently(MappingReader reader) {
    reader.ignoreRest();
    return reader;
  }

  @Test
  void readsFilesAndStreams() throws IOException {
    Path file = folder.resolve("config.json");
    Files.writeString(file, "{\"num_layers\": 24, \"window\": null}");
    assertThat(JsonReader.read(file).bind(JsonReaderTest::layers)).isEqualTo(24);
    try (InputStream stream =
        new ByteArrayInputStream("{\"num_layers\": 12}".getBytes(StandardCharsets.UTF_8))) {
      assertThat(JsonReader.read("stdin", stream).bind(JsonReaderTest::layers)).isEqualTo(12);
    }
  }

  private static long layers(MappingReader reader) {
    assertThat(reader.has("window")).isFalse();
    return reader.integer("num_layers", 1, 1000);
  }
}
