package dev.headroom.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A mapping is taken over strictly, and one reading finds all its faults. */
class MappingReaderTest {
  private static final Map<String, Integer> CHOICES = new LinkedHashMap<>();

  static {
    CHOICES.put("gpu", 1);
    CHOICES.put("tpu", 2);
  }

  private static <T> T read(String yaml, Function<MappingReader, T> reading) {
    return YamlReader.read("x.yaml", yaml).bind(reading);
  }

  @Test
  void takesOverEveryKind() {
    String yaml =
        """
        name: h100
        count: 0x10
        octal: 0o17
        ratio: 1
        share: 0.75
        sparse: false
        kind: tpu
        capacity: 80 GiB
        inner: {a: 1}
        list: [x, y]
        date: 2023-03
        gone: null
        """;
    read(
        yaml,
        r -> {
          assertThat(r.text("name")).isEqualTo("h100");
          assertThat(r.integer("count", 1, 100)).isEqualTo(16);
          assertThat(r.optionalInteger("octal", 1, 100)).hasValue(15);
          assertThat(r.number("ratio")).isEqualTo(1.0);
          assertThat(r.optionalNumber("share")).hasValue(0.75);
          assertThat(r.fraction("share")).isEqualTo(0.75);
          assertThat(r.flag("sparse")).isFalse();
          assertThat(r.optionalFlag("sparse")).contains(false);
          assertThat(r.oneOf("kind", CHOICES)).isEqualTo(2);
          assertThat(r.optionalOneOf("kind", CHOICES)).contains(2);
          assertThat(r.quantity("capacity", Unit.BYTES).value()).isEqualTo(85899345920.0);
          assertThat(r.optionalQuantity("capacity", Unit.BYTES)).isPresent();
          assertThat(r.mapping("inner").integer("a", 0, 1)).isEqualTo(1);
          assertThat(r.optionalMapping("inner").orElseThrow().keyPath()).isEqualTo("inner");
          assertThat(r.texts("list")).containsExactly("x", "y");
          assertThat(r.required("date").orElseThrow().plain()).isEqualTo("2023-03");
          assertThat(r.has("gone")).isFalse();
          assertThat(r.optionalText("absent")).isEmpty();
          assertThat(r.optionalFlag("absent")).isEmpty();
          assertThat(r.optionalNumber("absent")).isEmpty();
          assertThat(r.optionalInteger("absent", 0, 1)).isEmpty();
          assertThat(r.texts("absent")).isEmpty();
          return r;
        });
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        fault("{}", r -> r.text("a"), "x.yaml:1:1: missing key 'a'"),
        fault("a: 8", r -> r.text("a"), "x.yaml:1:4 a: must be text such as '8', was the number 8"),
        fault("a: ''", r -> r.text("a"), "x.yaml:1:4 a: must not be empty"),
        fault(
            "b: 1\na:\nc: 2",
            r -> {
              r.ignore("b", "c");
              return r.text("a");
            },
            "x.yaml:2:3 a: has no value; expected text"),
        fault(
            "a: eight",
            r -> r.integer("a", 1, 9),
            "x.yaml:1:4 a: must be a whole number such as 1, was the text 'eight'"),
        fault("a: 0", r -> r.integer("a", 1, 9), "x.yaml:1:4 a: must be from 1 to 9, was 0"),
        fault(
            "a: 99999999999999999999",
            r -> r.integer("a", 1, Long.MAX_VALUE),
            "x.yaml:1:4 a: must be >= 1, was 99999999999999999999"),
        fault(
            "a: 2.5",
            r -> r.integer("a", 1, 9),
            "x.yaml:1:4 a: must be a whole number such as 1, was the number 2.5"),
        fault(
            "a: x",
            r -> r.number("a"),
            "x.yaml:1:4 a: must be a number such as 1.5, was the text 'x'"),
        fault("a: .nan", r -> r.number("a"), "x.yaml:1:4 a: must be a finite number, was .nan"),
        fault("a: -.inf", r -> r.number("a"), "x.yaml:1:4 a: must be a finite number, was -.inf"),
        fault(
            "a: 1e999999",
            r -> r.number("a"),
            "x.yaml:1:4 a: must be a finite number, was 1e999999"),
        fault("a: 1.2", r -> r.fraction("a"), "x.yaml:1:4 a: must be > 0 and <= 1, was 1.2"),
        fault("a: 0", r -> r.fraction("a"), "x.yaml:1:4 a: must be > 0 and <= 1, was 0"),
        fault(
            "a: yes", r -> r.flag("a"), "x.yaml:1:4 a: must be true or false, was the text 'yes'"),
        fault(
            "a: gpus",
            r -> r.oneOf("a", CHOICES),
            "x.yaml:1:4 a: unknown value 'gpus'; did you mean 'gpu'? known: gpu, tpu"),
        fault(
            "a: abacus",
            r -> r.oneOf("a", CHOICES),
            "x.yaml:1:4 a: unknown value 'abacus'; known: gpu, tpu"),
        fault(
            "a: [gpu]",
            r -> r.oneOf("a", CHOICES),
            "x.yaml:1:4 a: must be one of gpu, tpu, was a list"),
        fault(
            "a: 80",
            r -> r.quantity("a", Unit.BYTES),
            "x.yaml:1:4 a: '80' has no unit; expected B, e.g. '80 GiB'"),
        fault(
            "a: {b: 1}",
            r -> r.quantity("a", Unit.BYTES),
            "x.yaml:1:4 a: must be a number with a unit such as '80 GiB', was a mapping"),
        fault(
            "a: 1",
            r -> r.mapping("a").text("b"),
            "x.yaml:1:4 a: must be a mapping of keys to values, was the number 1"),
        fault(
            "a: b",
            r -> r.texts("a"),
            "x.yaml:1:4 a: must be a list such as [a, b], was the text 'b'"),
        fault(
            "a: [b, 7]",
            r -> r.texts("a"),
            "x.yaml:1:8 a[1]: must be text such as '7', was the number 7"),
        fault(
            "a: {b: {bandwith: 1}}",
            r -> r.mapping("a").mapping("b").optionalNumber("bandwidth"),
            "x.yaml:1:9 a.b: unknown key 'bandwith'; did you mean 'bandwidth'? known: bandwidth"),
        fault(
            "a: [1]",
            r -> r.required("a").orElseThrow().plain(),
            "x.yaml:1:4 a: must be a single value, was a list"));
  }

  private static Arguments fault(String yaml, Function<MappingReader, ?> reading, String message) {
    return arguments(yaml, reading, message);
  }

  @ParameterizedTest
  @MethodSource("faults")
  void saysWhatIsWrong(String yaml, Function<MappingReader, ?> reading, String message) {
    assertThatThrownBy(() -> read(yaml, reading))
        .isInstanceOf(InvalidDocumentException.class)
        .hasMessage(message);
  }

  @Test
  void tellsAllFaultsInTheOrderOfTheFile() {
    String yaml =
        """
        zeta: 1
        count: many
        kind: cpu
        count: 3
        """;
    assertThatThrownBy(
            () ->
                read(
                    yaml,
                    r -> {
                      r.fault("kind", "is not mine");
                      r.fault("is not mine either");
                      return r.integer("count", 1, 2) + r.oneOf("kind", CHOICES);
                    }))
        .hasMessage(
            """
            x.yaml:1:1: is not mine either
            x.yaml:1:1: unknown key 'zeta'; known: count, kind
            x.yaml:2:8 count: must be a whole number such as 1, was the text 'many'
            x.yaml:3:7 kind: is not mine
            x.yaml:3:7 kind: unknown value 'cpu'; did you mean 'gpu'? known: gpu, tpu
            x.yaml:4:1: duplicate key 'count'; first on line 2""")
        .extracting(e -> ((InvalidDocumentException) e).faults().size())
        .isEqualTo(6);
  }

  @Test
  void tellsTheFirstHundredOfVeryManyFaults() {
    StringBuilder yaml = new StringBuilder();
    for (int i = 0; i < 250; i++) {
      yaml.append("key").append(i).append(": 1\n");
    }
    assertThatThrownBy(() -> read(yaml.toString(), r -> r))
        .hasMessageEndingWith("x.yaml:100:1: unknown key 'key99'; known: \nand 150 more");
  }

  @Test
  void aVeryLongNumberIsOutOfRangeAtOnce() {
    String digits = "9".repeat(200_000);
    assertThatThrownBy(() -> read("a: " + digits, r -> r.integer("a", 1, 9)))
        .hasMessageStartingWith("x.yaml:1:4 a: must be from 1 to 9, was 999");
    assertThatThrownBy(() -> read("a: -" + digits, r -> r.integer("a", 1, 9)))
        .hasMessageStartingWith("x.yaml:1:4 a: must be from 1 to 9, was -999");
    assertThatThrownBy(() -> read("a: " + digits, r -> r.quantity("a", Unit.BYTES)))
        .hasMessage("x.yaml:1:4 a: is too long for a number; expected B, e.g. '80 GiB'");
    double sixteen = read("a: 0x10", r -> r.number("a"));
    assertThat(sixteen).isEqualTo(16);
  }

  @Test
  void missingMappingIsToldOnce() {
    assertThatThrownBy(() -> read("{}", r -> r.mapping("a").mapping("b").integer("c", 1, 2)))
        .hasMessage("x.yaml:1:1: missing key 'a'");
  }

  @Test
  void turnsARefusalOfAConstructorIntoAFaultOfTheFile() {
    assertThatThrownBy(() -> read("{}", r -> refuse()))
        .isInstanceOf(InvalidDocumentException.class)
        .hasMessage("x.yaml: heads must divide");
    assertThatThrownBy(() -> read("b: 1", r -> refuse()))
        .hasMessage("x.yaml:1:1: unknown key 'b'; known: ");
  }

  private static Object refuse() {
    throw new IllegalArgumentException("heads must divide");
  }

  @Test
  void freeKeysAreData() {
    Map<String, ValueReader> values = read("{bf16: 1, int8: 2, fp8: null}", MappingReader::values);
    assertThat(values.keySet()).isEqualTo(new LinkedHashSet<>(List.of("bf16", "int8")));
    assertThat(read("{l2: {}, l1: {}}", MappingReader::mappings).keySet())
        .isEqualTo(new LinkedHashSet<>(List.of("l2", "l1")));
  }

  @Test
  void lenientReadingIgnoresTheRest() {
    long a =
        read(
            "{a: 1, b: 2}",
            r -> {
              r.ignoreRest();
              return r.integer("a", 0, 9);
            });
    assertThat(a).isEqualTo(1);
  }
}
