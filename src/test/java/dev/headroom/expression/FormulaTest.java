package dev.headroom.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Formulas have the values that arithmetic gives them, and none where a part is absent. */
class FormulaTest {
  private static final Texts TEXTS = new Texts();
  private static final Symbols SYMBOLS = symbols();

  private static Symbols symbols() {
    Map<String, Symbols.Field> fields = new LinkedHashMap<>();
    fields.put("a", new Symbols.Field(0, Kind.NUMBER));
    fields.put("b", new Symbols.Field(1, Kind.NUMBER));
    fields.put("gone", new Symbols.Field(2, Kind.NUMBER));
    fields.put("fits", new Symbols.Field(3, Kind.FLAG));
    fields.put("device", new Symbols.Field(4, Kind.TEXT));
    return new Symbols(fields, TEXTS);
  }

  private static double[] row() {
    return new double[] {7, 2, Double.NaN, 1, TEXTS.number("tpu-v2")};
  }

  /** a is 7 and b is 2. */
  @ParameterizedTest
  @CsvSource({
    "1+2*3, 7",
    "(1+2)*3, 9",
    "2^3^1, 8",
    "-a+b, -5",
    "a/b, 3.5",
    "a%b, 1",
    "2.5e2-0.5, 249.5",
    "'MIN(a,b,1)', 1",
    "'MAX(a,b)', 7",
    "ABS(b-a), 5",
    "SQRT(a+b), 3",
    "LOG10(1000), 3",
    "FLOOR(a/b)+CEILING(a/b), 7",
    "'IF(a>b,10,20)', 10",
    "'IF(fits&&a<b,10,20)', 20"
  })
  void hasTheValueOfItsArithmetic(String text, double expected) {
    assertThat(Formula.of(text, SYMBOLS).value(row())).isEqualTo(expected, within(1e-12));
  }

  @ParameterizedTest
  @CsvSource({
    "a>b, true",
    "a<=b, false",
    "a=7, true",
    "a<>7, false",
    "!(a==7)||b!=2, false",
    "fits&&a>=7, true",
    "device=='tpu-v2', true",
    "a<b&&a>b||fits, true",
    "gone>0, false",
    "gone<=0, false",
    "gone==gone, false",
    "gone!=1, false",
    "gone+a>0, false"
  })
  void holdsOrNot(String text, boolean expected) {
    assertThat(Formula.condition(text, SYMBOLS).holds(row())).isEqualTo(expected);
  }

  @Test
  void comparesTexts() {
    assertThat(Formula.condition("device == \"tpu-v2\"", SYMBOLS).holds(row())).isTrue();
    assertThat(Formula.condition("device != 'h100-sxm'", SYMBOLS).holds(row())).isTrue();
  }

  @Test
  void arithmeticWithAnAbsentValueHasNone() {
    assertThat(Formula.of("gone * 0 + 1", SYMBOLS).value(row())).isNaN();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "c > 1 | unknown field 'c'",
        "a > | character 3",
        "a b | 'a b'",
        "fits > 1 | compares yes or no with a number",
        "device < 'x' | by == or != only",
        "!a | needs yes or no, had a number",
        "a && fits | needs yes or no, had a number",
        "RANDOM() > 1 | unknown function 'RANDOM'",
        "a + 1 | no condition"
      })
  void saysWhatIsWrong(String text, String part) {
    assertThatThrownBy(() -> Formula.condition(text, SYMBOLS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(part);
  }

  /** What is called impossible holds in no row of 2,000 random ones; of these ten, seven are. */
  @Test
  void whatIsImpossibleNeverHolds() {
    Interval[] ranges = {
      new Interval(1, 10, true),
      new Interval(-5, 5, true),
      new Interval(0, 1e9, false),
      new Interval(0, 1, true),
      Interval.ANY
    };
    Random random = new Random(7);
    List<String> called = new ArrayList<>();
    for (String text :
        List.of(
            "a < 1",
            "a > 10",
            "a + b > 15",
            "a * b < -50",
            "gone < 0",
            "a > 3 && a < 2",
            "!(a >= 1)",
            "a > 9",
            "a * b > 49",
            "gone == 5")) {
      Formula condition = Formula.condition(text, SYMBOLS);
      if (Formula.impossible(List.of(condition), ranges).isEmpty()) {
        continue;
      }
      called.add(text);
      for (int i = 0; i < 2000; i++) {
        double[] row = {
          1 + 9 * random.nextDouble(),
          -5 + 10 * random.nextDouble(),
          random.nextBoolean() ? Double.NaN : 1e9 * random.nextDouble(),
          random.nextInt(2),
          0
        };
        assertThat(condition.holds(row)).as(text).isFalse();
      }
    }
    assertThat(called).hasSize(7).doesNotContain("a > 9", "a * b > 49", "gone == 5");
  }
}
