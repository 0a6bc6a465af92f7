package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lists and ranges, worked by hand. */
class IntegerListTest {
  private static final String RIGHT =
      "'; right are 8, 1,8,32, 1-4, 1-9+4, 1-128*2, 2k (2000), 2K (2048)";

  private final IntegerList list = new IntegerList("--n", 0, 1L << 40);

  private static List<Long> longs(String text) {
    return LongStream.of(List.of(text.split(" ")).stream().mapToLong(Long::parseLong).toArray())
        .boxed()
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0             | 0
          8             | 8
          007           | 7
          1,8,32        | 1 8 32
          32,1,32       | 32 1 32
          ' 1 , 2 '     | 1 2
          1-4           | 1 2 3 4
          5-5           | 5
          0-2           | 0 1 2
          1-9+4         | 1 5 9
          1-10+4        | 1 5 9
          1-3+4         | 1
          1-128*2       | 1 2 4 8 16 32 64 128
          1-127*2       | 1 2 4 8 16 32 64
          3-100*3       | 3 9 27 81
          2k            | 2000
          2K            | 2048
          3m            | 3000000
          3M            | 3145728
          1K-4K*2       | 1024 2048 4096
          1-2k+999      | 1 1000 1999
          1-2,8,16-64*4 | 1 2 8 16 64
          1-9+9223372036854775807 | 1
          1-9*9223372036854775807 | 1
          """)
  void is(String text, String numbers) {
    assertThat(list.parse(text)).isEqualTo(longs(numbers));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          x
          -1
          1.5
          1e3
          1_000
          +3
          2G
          1-
          -
          1-2-3
          1-8**2
          1-8*2k
          1-8/2
          1 2
          ''
          0x10
          """)
  void isNoList(String text) {
    assertThatThrownBy(() -> list.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("--n: not a whole number or range: '" + text + RIGHT);
  }

  @Test
  void anArabicDigitIsNoDigit() {
    assertThatThrownBy(() -> list.parse("\u0663"))
        .hasMessage("--n: not a whole number or range: '\u0663" + RIGHT);
  }

  @ParameterizedTest
  @CsvSource({"'1,'", "',1'", "'1,,2'", "','"})
  void aPartIsMissing(String text) {
    assertThatThrownBy(() -> list.parse(text))
        .hasMessage("--n: not a whole number or range: '" + RIGHT);
  }

  @ParameterizedTest
  @CsvSource({"4-1", "1-8*1", "1-8*0", "0-8*2", "1-8+0", "8K-8k"})
  void doesNotRise(String text) {
    assertThatThrownBy(() -> list.parse(text))
        .hasMessage(
            "--n: the range '" + text + "' does not rise from its first number to its last");
  }

  @ParameterizedTest
  @CsvSource({
    "5, 5",
    "10, 10",
    "4, ''",
    "11, ''",
    "1K, ''",
    "99999999999999999999, ''",
    "9223372036854775807K, ''"
  })
  void onlyWithinItsBounds(String text, String number) {
    IntegerList bounded = new IntegerList("--n", 5, 10);
    if (number.isEmpty()) {
      String message = "--n: must be between 5 and 10, was " + text;
      assertThatThrownBy(() -> bounded.parse(text)).hasMessage(message);
      assertThatThrownBy(() -> bounded.single(text)).hasMessage(message);
    } else {
      assertThat(bounded.parse(text)).containsExactly(Long.parseLong(number));
      assertThat(bounded.single(text)).isEqualTo(Long.parseLong(number));
    }
  }

  @Test
  void ofABoundedRangeBothEndsAreChecked() {
    IntegerList bounded = new IntegerList("--n", 5, 10);
    assertThat(bounded.parse("5-10")).containsExactly(5L, 6L, 7L, 8L, 9L, 10L);
    assertThatThrownBy(() -> bounded.parse("4-6"))
        .hasMessage("--n: must be between 5 and 10, was 4");
    assertThatThrownBy(() -> bounded.parse("6-1M"))
        .hasMessage("--n: must be between 5 and 10, was 1M");
  }

  @Test
  void aSlipOfTheFingersDoesNotFillTheMemory() {
    assertThat(list.parse("1-10000")).hasSize(10_000);
    assertThatThrownBy(() -> list.parse("1-10001"))
        .hasMessage("--n: more than 10000 numbers in '1-10001'");
    assertThatThrownBy(() -> list.parse("1-5000,1-5000,7"))
        .hasMessage("--n: more than 10000 numbers in '7'");
  }

  @ParameterizedTest
  @CsvSource({"'1,2'", "1-2", "x", "''", "-3", "'1 2'"})
  void oneNumberIsNoList(String text) {
    assertThatThrownBy(() -> list.single(text))
        .hasMessage("--n: not a whole number: '" + text + "'; right are 8, 2k (2000), 2K (2048)");
  }
}
