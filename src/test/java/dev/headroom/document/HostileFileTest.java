package dev.headroom.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes that no editor writes, and files made to hurt, get a message and cost little. */
class HostileFileTest {
  @TempDir Path folder;

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] hex(String bytes) {
    return HexFormat.ofDelimiter(" ").parseHex(bytes.toLowerCase(Locale.ROOT));
  }

  private static Document yaml(byte[] bytes) {
    return YamlReader.read("x.yaml", new ByteArrayInputStream(bytes));
  }

  private static Document json(byte[] bytes) {
    return JsonReader.read("x.json", new ByteArrayInputStream(bytes));
  }

  private static MappingReader leniently(MappingReader reader) {
    reader.ignoreRest();
    return reader;
  }

  /** {@code a: 1} and a line end, then the bytes. */
  @ParameterizedTest
  @CsvSource({
    "a byte that starts nothing, 62 3A 20 FF, 2:4",
    "a sequence cut off at the end, 62 3A 20 C3, 2:4",
    "a sequence cut off by a letter, 62 3A 20 E2 82 62, 2:4",
    "an overlong slash, 62 3A 20 C0 AF, 2:4",
    "an overlong NUL, 62 C0 80, 2:2",
    "half a surrogate pair, 62 3A ED A0 80, 2:3",
    "beyond Unicode, F4 90 80 80, 2:1",
    "Latin-1 behind UTF-8, 62 3A 20 C3 A9 E9 0A, 2:5",
  })
  void placesBytesThatAreNotUtf8(String what, String bytes, String place) {
    byte[] head = ascii("a: 1\n");
    byte[] tail = hex(bytes);
    byte[] file = new byte[head.length + tail.length];
    System.arraycopy(head, 0, file, 0, head.length);
    System.arraycopy(tail, 0, file, head.length, tail.length);
    assertThatThrownBy(() -> yaml(file))
        .as(what)
        .isInstanceOf(InvalidDocumentException.class)
        .hasMessage("x.yaml:" + place + ": not UTF-8 here; save the file with UTF-8 encoding");
    assertThatThrownBy(() -> json(file))
        .as(what)
        .hasMessage("x.json:" + place + ": not UTF-8 here; save the file with UTF-8 encoding");
  }

  @ParameterizedTest
  @CsvSource({"FF FE 61 00 3A 00, little-endian", "FE FF 00 61 00 3A, big-endian"})
  void namesUtf16(String bytes, String what) {
    assertThatThrownBy(() -> yaml(hex(bytes)))
        .as(what)
        .hasMessage("x.yaml:1:1: not UTF-8 here; save the file with UTF-8 encoding");
  }

  static Stream<Arguments> unusualButFine() {
    return Stream.of(
        arguments("a mark", "\uFEFFa: 1\nb: 2\n", 2),
        arguments("lines of Windows", "a: 1\r\nb: 2\r\n", 2),
        arguments("a mark and lines of Windows", "\uFEFFa: 1\r\nb: 2\r\n", 2),
        arguments("lines of the old Macintosh", "a: 1\rb: 2\r", 2),
        arguments("no end of the last line", "a: 1\nb: 2", 2),
        arguments("a document's start and end", "---\na: 1\nb: 2\n...\n", 3),
        arguments("blanks and comments around", "# c\n\n  \na: 1 # d\n\nb: 2 #e\n# f", 6),
        arguments("tabs before comments", "a: 1\t# c\nb:\t2\n", 2),
        arguments("braces", "{a: 1,\n b: 2}", 2),
        arguments("quoted keys", "\"a\": 1\n'b': 2\n", 2),
        arguments("an emoji in between", "a: 1 # \ud83d\ude00\nb: 2", 2));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unusualButFine")
  void readsWhatEditorsMakeOfAFile(String what, String text, int line) {
    Document document = yaml(text.getBytes(StandardCharsets.UTF_8));
    Mapping mapping = (Mapping) document.root();
    assertThat(mapping.entries()).extracting(Mapping.Entry::key).containsExactly("a", "b");
    assertThat(mapping.entry("b").orElseThrow().keyPosition().line()).isEqualTo(line);
    assertThat(document.faults().isEmpty()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "0, U+0000",
    "1, U+0001",
    "7, U+0007",
    "27, U+001B",
    "65534, U+FFFE",
  })
  void placesCharactersThatAreNotAllowed(int character, String name) {
    String text = "a: 1\nb: x" + (char) character + "y\n";
    assertThatThrownBy(() -> yaml(text.getBytes(StandardCharsets.UTF_8)))
        .hasMessage("x.yaml:2:5: the character " + name + " is not allowed");
  }

  static Stream<Arguments> bombs() {
    StringBuilder laughs = new StringBuilder("a: &a [x, x, x, x, x, x, x, x, x, x]\n");
    for (char c = 'b'; c <= 'z'; c++) {
      char before = (char) (c - 1);
      laughs.append(c).append(": &").append(c).append(" [");
      laughs.append(("*" + before + ", ").repeat(9)).append('*').append(before).append("]\n");
    }
    String deep = "nested too deeply; at most 50 levels are read";
    String refused =
        "anchors (&) and aliases (*) are refused; write the value out where it is used";
    return Stream.of(
        arguments("a billion laughs", laughs.toString(), "1:4: " + refused),
        arguments("an anchor of itself", "a: &a\n  b: *a\n", "1:4: " + refused),
        arguments("a merged alias", "a: {<<: *b}\n", "1:9: " + refused),
        arguments("brackets", "[".repeat(200_000), "1:51: " + deep),
        arguments("braces", "{a: ".repeat(60_000), "1:201: " + deep),
        arguments("dashes", "- ".repeat(100_000), "1:101: " + deep),
        arguments(
            "question marks",
            "? ".repeat(100_000),
            "1:3: a key must be plain text," + " not a list or mapping"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bombs")
  void refusesBombs(String what, String text, String message) {
    assertThatThrownBy(() -> yaml(text.getBytes(StandardCharsets.UTF_8)))
        .as(what)
        .isInstanceOf(InvalidDocumentException.class)
        .hasMessage("x.yaml:" + message);
  }

  @Test
  void tellsTheFirstHundredOfManyFaults() {
    String text = "a: 1\n".repeat(40_001);
    assertThatThrownBy(() -> yaml(ascii(text)).bind(HostileFileTest::leniently))
        .hasMessageStartingWith("x.yaml:2:1: duplicate key 'a'; first on line 1\nx.yaml:3:1: ")
        .hasMessageEndingWith("x.yaml:101:1: duplicate key 'a'; first on line 1\nand 39900 more");
  }

  @Test
  void readsAVeryLongLineAndCountsItsColumns() {
    String text = "a: " + "x".repeat(200_000) + "\nb: {c: " + "y".repeat(50_000) + ", c: 1}\n";
    Document document = yaml(ascii(text));
    assertThat(document.faults().inOrder().toString())
        .isEqualTo("[x.yaml:2:50010: duplicate key 'c'; first on line 2]");
  }

  @Test
  void quotesTheEndsOfALongKey() {
    String key = "k".repeat(9_000);
    assertThatThrownBy(() -> json(ascii("{\"" + key + "\": 1}")).bind(HostileFileTest::strictly))
        .hasMessage(
            "x.json:1:2: unknown key '"
                + "k".repeat(987)
                + " ... "
                + "k".repeat(989)
                + "'; known: a");
  }

  private static String strictly(MappingReader reader) {
    return reader.optionalText("a").orElse("");
  }

  @Test
  void writesOutWhatCannotBeSeen() {
    assertThatThrownBy(
            () -> yaml(ascii("\"\\e[31m\\n\\u202e\\ud83d\": 1\n")).bind(HostileFileTest::strictly))
        .hasMessage("x.yaml:1:1: unknown key '\\u001B[31m\\u000A\\u202E\\uD83D'; known: a");
  }

  /** A file of eight gigabytes that occupies no disk: reading it would fail or take minutes. */
  @Test
  void doesNotReadAFileAboveTheLimit() throws IOException {
    Path sparse = folder.resolve("sparse.yaml");
    try (RandomAccessFile file = new RandomAccessFile(sparse.toFile(), "rw")) {
      file.setLength(8L << 30);
    }
    assertThatThrownBy(() -> YamlReader.read(sparse))
        .hasMessage(sparse + ": is too large; at most 256 KiB are read");
    assertThatThrownBy(() -> JsonReader.read(sparse))
        .hasMessage(sparse + ": is too large; at most 1024 KiB are read");
    Files.delete(sparse);
  }

  /** A stream without end that counts what is taken from it. */
  private static final class Endless extends InputStream {
    long taken;

    @Override
    public int read() {
      taken++;
      return ' ';
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      taken += length;
      Arrays.fill(target, offset, offset + length, (byte) ' ');
      return length;
    }
  }

  @Test
  void takesNoMoreFromAStreamThanTheLimit() throws IOException {
    try (Endless yaml = new Endless();
        Endless json = new Endless()) {
      assertThatThrownBy(() -> YamlReader.read("pipe", yaml))
          .hasMessage("pipe: is too large; at most 256 KiB are read");
      assertThatThrownBy(() -> JsonReader.read("pipe", json))
          .hasMessage("pipe: is too large; at most 1024 KiB are read");
      assertThat(yaml.taken).isEqualTo(256 * 1024 + 1);
      assertThat(json.taken).isEqualTo(1024 * 1024 + 1);
    }
  }

  @Test
  void readsAFileOfExactlyTheLimit() {
    String key = "a: 1 #";
    assertThat(yaml(ascii(key + "x".repeat(256 * 1024 - key.length()))).faults().isEmpty())
        .isTrue();
    assertThatThrownBy(() -> yaml(ascii(key + "x".repeat(256 * 1024 + 1 - key.length()))))
        .hasMessage("x.yaml: is too large; at most 256 KiB are read");
  }

  static Stream<Arguments> brokenJson() {
    return Stream.of(
        arguments("null", "1:1: must be a mapping of keys to values, was null"),
        arguments("42", "1:1: must be a mapping of keys to values, was the number 42"),
        arguments("\"a\"", "1:1: must be a mapping of keys to values, was the text 'a'"),
        arguments("{\"a\": 1}\n{}", "2:1: text after the end"),
        arguments(
            "{\"a\": 1}]", "1:9: not JSON: Unexpected close marker ']': no open Array to close"),
        arguments("{\"a\": {\"b\": 1, \"b\": 2}}", "1:16: duplicate key 'b'; first on line 1"),
        arguments("{\"a\": 1, \"\\u0061\": 2}\n", "1:10: duplicate key 'a'; first on line 1"),
        arguments(
            "{\"a\": " + "9".repeat(1001) + "}",
            "1:1008: not read: a number or a key is too long here"),
        arguments("{\"a\":".repeat(60), "1:251: nested too deeply; at most 50 levels are read"),
        arguments("[".repeat(900_000), "1:51: nested too deeply; at most 50 levels are read"));
  }

  @ParameterizedTest
  @MethodSource("brokenJson")
  void refusesBrokenJson(String text, String message) {
    assertThatThrownBy(() -> json(ascii(text)).bind(HostileFileTest::leniently))
        .isInstanceOf(InvalidDocumentException.class)
        .hasMessage("x.json:" + message);
  }

  @Test
  void readsJsonOfWindowsWithAMark() {
    String text = "\uFEFF{\r\n  \"a\": 1,\r\n  \"b\": 2\r\n}\r\n";
    Mapping mapping = (Mapping) json(text.getBytes(StandardCharsets.UTF_8)).root();
    assertThat(mapping.entry("b").orElseThrow().keyPosition())
        .isEqualTo(new Position("x.json", 3, 3));
  }
}
