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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** YAML comes with positions and the core schema's kinds; all else is refused with a position. */
class YamlReaderTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "abc, STRING, abc",
    "'\"8\"', STRING, 8",
    "8, INTEGER, 8",
    "010, INTEGER, 010",
    "1.5, FLOAT, 1.5",
    "989e12, FLOAT, 989e12",
    "true, BOOL, true",
    "no, STRING, no",
    "1_000, STRING, 1_000",
    "12:30:45, STRING, 12:30:45",
    "null, NULL, null",
    "~, NULL, ~",
    ".nan, FLOAT, .nan",
    "80 GiB, STRING, 80 GiB",
  })
  void takesScalarsAsTheCoreSchemaDoes(String yaml, Scalar.Kind kind, String text) {
    assertThat(YamlReader.read("x.yaml", "a: " + yaml).root())
        .isEqualTo(
            new Mapping(
                new Position("x.yaml", 1, 1),
                List.of(
                    new Mapping.Entry(
                        "a",
                        new Position("x.yaml", 1, 1),
                        new Scalar(new Position("x.yaml", 1, 4), text, kind)))));
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        arguments("", "x.yaml: is empty; expected a mapping"),
        arguments("# only a comment\n", "x.yaml: is empty; expected a mapping"),
        arguments("a: 1\nb: 2\n\na: 3\n", "x.yaml:4:1: duplicate key 'a'; first on line 1"),
        arguments(
            "a: {b: 1, c: 2, b: 3}\nc: 4\nc: 5\n",
            "x.yaml:1:17: duplicate key 'b'; first on line 1\n"
                + "x.yaml:3:1: duplicate key 'c'; first on line 2"),
        arguments("a:\n\tb: 1\n", "x.yaml:2:1: a tab cannot indent; use spaces"),
        arguments(
            "a: &x 1\nb: *x\n",
            "x.yaml:1:4: anchors (&) and aliases (*) are refused;"
                + " write the value out where it is used"),
        arguments(
            "a: *x\n",
            "x.yaml:1:4: anchors (&) and aliases (*) are refused;"
                + " write the value out where it is used"),
        arguments(
            "a: !!str 5\n", "x.yaml:1:4: the tag 'tag:yaml.org,2002:str' is refused; leave it out"),
        arguments("%YAML 1.2\n---\na: 1\n", "x.yaml:1:1: directives (%) are refused"),
        arguments(
            "a: 1\n---\nb: 2\n", "x.yaml:2:1: a second document starts here; a file holds one"),
        arguments("? [a, b]\n: 1\n", "x.yaml:1:3: a key must be plain text, not a list or mapping"),
        arguments(
            "a: " + "[".repeat(50) + "]".repeat(50),
            "x.yaml:1:53: nested too deeply; at most 50 levels are read"),
        arguments("a: \u0001\n", "x.yaml:1:4: the character U+0001 is not allowed"),
        arguments("- a\n", "x.yaml:1:1: must be a mapping of keys to values, was a list"),
        arguments(
            "just text",
            "x.yaml:1:1: must be a mapping of keys to values, was the text 'just text'"),
        arguments("---\n", "x.yaml:2:1: must be a mapping of keys to values, was nothing"),
        arguments(
            "a: [1, 2\nb: 3\n",
            "x.yaml:2:2: not YAML: while parsing a flow sequence, expected ',' or ']', but got :"),
        arguments("a: " + "x".repeat(262_144), "x.yaml: is too large; at most 256 KiB are read"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void refusesWithPosition(String yaml, String message) {
    assertThatThrownBy(
            () ->
                YamlReader.read("x.yaml", yaml)
                    .bind(
                        reader -> {
                          reader.ignoreRest();
                          return reader;
                        }))
        .isInstanceOf(InvalidDocumentException.class)
        .hasMessage(message);
  }

  @Test
  void namesThePlaceOfABadByte() throws IOException {
    byte[] bytes = "a: 1\nb: \u00fcx\n".getBytes(StandardCharsets.ISO_8859_1);
    try (InputStream stream = new ByteArrayInputStream(bytes)) {
      assertThatThrownBy(() -> YamlReader.read("x.yaml", stream))
          .hasMessage("x.yaml:2:4: not UTF-8 here; save the file with UTF-8 encoding");
    }
  }

  @Test
  void readsAFileWithAByteOrderMark() throws IOException {
    Path file = folder.resolve("marked.yaml");
    Files.writeString(file, "\uFEFFa: \u00e9\n");
    String text = YamlReader.read(file).bind(reader -> reader.text("a"));
    assertThat(text).isEqualTo("\u00e9");
  }

  @Test
  void saysWhyAFileCannotBeRead() throws IOException {
    Path missing = folder.resolve("missing.yaml");
    Path big = folder.resolve("big.yaml");
    Files.write(big, new byte[300_000]);
    assertThatThrownBy(() -> YamlReader.read(missing)).hasMessage(missing + ": no such file");
    assertThatThrownBy(() -> YamlReader.read(folder))
        .hasMessage(folder + ": is a directory; expected a file");
    assertThatThrownBy(() -> YamlReader.read(big))
        .hasMessage(big + ": is too large; at most 256 KiB are read");
  }
}
