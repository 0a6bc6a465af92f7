package dev.headroom.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Number text is short, reads back exactly, and whole numbers look whole. */
class NumberTextTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0.0, 0",
    "1, 1",
    "-7, -7",
    "0.1, 0.1",
    "0.00701, 0.00701",
    "5e-6, 0.000005",
    "5e-7, 5E-7",
    "1.5e12, 1500000000000",
    "9007199254740991, 9007199254740991",
    "9007199254740992, 9007199254740992",
    "1e23, 1E+23",
    // Java 17 itself writes these as 1.9999999999999998E23 and 3.5899459100000002E19.
    "2e23, 2E+23",
    "3.58994591e19, 3.58994591E+19",
    "1.7976931348623157E308, 1.7976931348623157E+308",
  })
  void isTheShortestThatReadsBack(double number, String expected) {
    assertThat(NumberText.of(number)).isEqualTo(expected);
  }

  @Test
  void readsBackToTheSameDouble() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      double number = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(number)) {
        assertThat(Double.parseDouble(NumberText.of(number))).isEqualTo(number);
      }
    }
  }
}
