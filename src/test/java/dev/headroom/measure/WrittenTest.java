package dev.headroom.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers in the profiles' form. */
class WrittenTest {
  @ParameterizedTest
  @CsvSource({
    "39123456789, 39.12 GB/s",
    "999.96, 1 kB/s",
    "999.4, 999.4 B/s",
    "2e12, 2 TB/s",
    "5e18, 5000 PB/s",
    "0.5, 0.5 B/s",
  })
  void decimal(double value, String text) {
    assertThat(Written.decimal(value, "B/s")).isEqualTo(text);
  }

  @Test
  void binary() {
    assertThat(Written.bytes(92681.9)).isEqualTo("90.51 KiB");
    assertThat(Written.bytes(1L << 33)).isEqualTo("8 GiB");
    assertThat(Written.percent(0.0349)).isEqualTo("3.5 %");
    assertThat(Written.sixDigits(1.23456789)).isEqualTo(1.23457);
  }
}
