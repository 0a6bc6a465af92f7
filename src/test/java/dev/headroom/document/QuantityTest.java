package dev.headroom.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Quantities are exact in the plain unit, or refused with what would be right. */
class QuantityTest {
  @ParameterizedTest
  @CsvSource({
    "80 GiB, BYTES, 85899345920",
    "80 GB, BYTES, 80e9",
    "1 B, BYTES, 1",
    "0.5 KiB, BYTES, 512",
    "1 kB, BYTES, 1000",
    "50 MiB, BYTES, 52428800",
    "6 TiB, BYTES, 6597069766656",
    "2 PiB, BYTES, 2251799813685248",
    "3.35 TB/s, BYTES_PER_SECOND, 3.35e12",
    "716 GB/s, BYTES_PER_SECOND, 716e9",
    "1 GiB/s, BYTES_PER_SECOND, 1073741824",
    "989 TFLOP/s, FLOP_PER_SECOND, 989e12",
    "1.979 PFLOP/s, FLOP_PER_SECOND, 1.979e15",
    "989e12 FLOP/s, FLOP_PER_SECOND, 989e12",
    "1979 TOP/s, OPERATIONS_PER_SECOND, 1979e12",
    "3.87 Texp/s, EXPONENTIALS_PER_SECOND, 3.87e12",
    "1.83 GHz, HERTZ, 1.83e9",
    "5 us, SECONDS, 5e-6",
    "5 ns, SECONDS, 5e-9",
    "0.1 ms, SECONDS, 1e-4",
    "2 s, SECONDS, 2",
    "+.5 s, SECONDS, 0.5",
    "700 W, WATTS, 700",
    "5.12 USD/h, USD_PER_HOUR, 5.12",
  })
  void readsExactly(String text, Unit unit, double value) {
    assertThat(Quantity.parse(text, unit)).isEqualTo(new Quantity(value, unit, text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "80 | BYTES | '80' has no unit; expected B, e.g. '80 GiB'",
        "80GiB | BYTES | '80GiB' needs one space before the unit: '80 GiB'",
        "80  GiB | BYTES | '80  GiB' needs one space before the unit: '80 GiB'",
        "80 gb | BYTES | unknown unit in '80 gb'; did you mean 'GB'? expected B, e.g. '80 GiB'",
        "400 Gb/s | BYTES_PER_SECOND | '400 Gb/s' is in bits; divide by 8 and write '50 GB/s'",
        "100 Gbit/s | BYTES_PER_SECOND"
            + " | '100 Gbit/s' is in bits; divide by 8 and write '12.5 GB/s'",
        "4 Gbit | BYTES | '4 Gbit' is in bits; divide by 8 and write '0.5 GB'",
        "3.35 TB | BYTES_PER_SECOND | '3.35 TB' is in B; expected B/s, e.g. '3.35 TB/s'",
        "989 TFLOP/s | OPERATIONS_PER_SECOND"
            + " | '989 TFLOP/s' is in FLOP/s; expected OP/s, e.g. '1979 TOP/s'",
        "989 TFLOPS | FLOP_PER_SECOND | unknown unit in '989 TFLOPS'; did you mean 'TFLOP/s'?"
            + " expected FLOP/s, e.g. '989 TFLOP/s'",
        "3.35 TBps | BYTES_PER_SECOND | unknown unit in '3.35 TBps'; did you mean 'TB/s'?"
            + " expected B/s, e.g. '3.35 TB/s'",
        "1,000 GB | BYTES | '1,000 GB' has separators in the number; write '1000 GB'",
        "1_000 GB | BYTES | '1_000 GB' has separators in the number; write '1000 GB'",
        "fast | BYTES | 'fast' is not a number with a unit; expected B, e.g. '80 GiB'",
        "GB 80 | BYTES | 'GB 80' is not a number with a unit; expected B, e.g. '80 GiB'",
        "NaN GB | BYTES | must be a finite number, was NaN GB; expected B, e.g. '80 GiB'",
        ".nan | BYTES | must be a finite number, was .nan; expected B, e.g. '80 GiB'",
        "-.inf W | WATTS | must be a finite number, was -.inf W; expected W, e.g. '700 W'",
        "-3.35 TB/s | BYTES_PER_SECOND | must be > 0, was -3.35 TB/s",
        "0 W | WATTS | must be > 0, was 0 W",
        "1e400 B | BYTES | is out of range: 1e400 B; expected B, e.g. '80 GiB'",
        "1e-400 s | SECONDS | is out of range: 1e-400 s; expected s, e.g. '5 us'",
        "5 \u00b5s | SECONDS | unknown unit in '5 \u00b5s'; did you mean 'us'?"
            + " expected s, e.g. '5 us'",
        "5 min | SECONDS | unknown unit in '5 min'; expected s, e.g. '5 us'",
        "1 kW | WATTS | unknown unit in '1 kW'; did you mean 'W'? expected W, e.g. '700 W'",
      })
  void refuses(String text, Unit unit, String message) {
    assertThatThrownBy(() -> Quantity.parse(text, unit))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
