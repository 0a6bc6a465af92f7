package dev.headroom.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers as people read them; every expected text was written by hand. */
class SignificantFormatTest {
  @ParameterizedTest(name = "{0} {1} is {2}")
  @CsvSource({
    "0.00701, SECONDS, 7.01 ms",
    "13.2e9, BYTES, 13.2 GB",
    "27.6e12, FLOP, 27.6 TFLOP",
    "312e12, FLOP_PER_SECOND, 312 TFLOP/s",
    "3.35e12, BYTES_PER_SECOND, 3.35 TB/s",
    "5.234, RATIO, 5.23×",
    "0.1234, FRACTION, 12.3 %",
    "153, FLOP_PER_BYTE, 153 FLOP/B",
    "12345, TOKENS_PER_SECOND, 12.3 k tokens/s",
    "6738415616, AMOUNT, 6.74 G",
    "400, WATTS, 400 W",
    "0.0321, JOULES_PER_TOKEN, 32.1 mJ/token",
    "1.755e9, HERTZ, 1.76 GHz",
    "2.5, USD_PER_HOUR, 2.50 USD/h",
    "0.37, USD_PER_MILLION_TOKENS, 0.370 USD/M tokens",
    "131072, COUNT, 131072",
    "3.7, COUNT, 3.70",
    "1234, NUMBER, 1230",
  })
  void threeDigitsWithTheUnit(double value, Quantity quantity, String expected) {
    assertThat(SignificantFormat.text(value, quantity)).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0} {1} is {2}")
  @CsvSource({
    "999.4e3, BYTES, 999 kB",
    "999.5e3, BYTES, 1.00 MB",
    "999.6, BYTES, 1.00 kB",
    "999.6e-6, SECONDS, 1.00 ms",
    "9.995, RATIO, 10.0×",
    "9.994, RATIO, 9.99×",
    "99.95, RATIO, 100×",
    "1.005, RATIO, 1.01×",
    "0.9996, RATIO, 1.00×",
    "0.09996, FRACTION, 10.0 %",
    "-999.6, BYTES, -1.00 kB",
    "999999, RATIO, 1.00e6×",
  })
  void roundingCarriesIntoTheNextUnit(double value, Quantity quantity, String expected) {
    assertThat(SignificantFormat.text(value, quantity)).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0} {1} is {2}")
  @CsvSource({
    "1e-12, SECONDS, 1.00 ps",
    "5e-14, SECONDS, 0.0500 ps",
    "1e-20, SECONDS, 1.00e-20 s",
    "312e-9, SECONDS, 312 ns",
    "12.34e-6, SECONDS, 12.3 µs",
    "999, SECONDS, 999 s",
    "1000, SECONDS, 16.7 min",
    "5940, SECONDS, 99.0 min",
    "5999, SECONDS, 1.67 h",
    "7200, SECONDS, 2.00 h",
    "864000, SECONDS, 10.0 d",
    "8.64e12, SECONDS, 8.64e12 s",
    "0.5, BYTES, 0.500 B",
    "4e21, FLOP, 4000 EFLOP",
    "4e30, FLOP, 4.00e30 FLOP",
    "4.9e-324, NUMBER, 4.94e-324",
    "1.7976931348623157e308, NUMBER, 1.80e308",
    "5e-7, FRACTION, 5.00e-5 %",
    "250, FRACTION, 25000 %",
  })
  void verySmallAndVeryLarge(double value, Quantity quantity, String expected) {
    assertThat(SignificantFormat.text(value, quantity)).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0} {1} is {2}")
  @CsvSource({
    "0, SECONDS, 0 s",
    "-0.0, BYTES, 0 B",
    "0, FRACTION, 0 %",
    "0, RATIO, 0×",
    "0, COUNT, 0",
    "-0.00701, SECONDS, -7.01 ms",
    "0.032, CHANGE, +3.20 %",
    "-0.032, CHANGE, -3.20 %",
    "0, CHANGE, 0 %",
    "NaN, SECONDS, –",
    "NaN, COUNT, –",
    "Infinity, RATIO, ∞",
    "-Infinity, BYTES, -∞",
  })
  void zeroSignsAndWhatIsNoNumber(double value, Quantity quantity, String expected) {
    assertThat(SignificantFormat.text(value, quantity)).isEqualTo(expected);
  }

  @Test
  void wordsAreNotNumbers() {
    assertThatThrownBy(() -> SignificantFormat.text(1, Quantity.TEXT))
        .hasMessage("quantity: must be a number's, was TEXT");
  }

  @Test
  void largeWholeCountsKeepEveryDigit() {
    Figure figure = SignificantFormat.figure(Value.of(Long.MAX_VALUE), Quantity.COUNT);
    assertThat(figure.text()).isEqualTo("9223372036854775807");
  }
}
