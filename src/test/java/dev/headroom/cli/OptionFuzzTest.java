package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.fuzz.Fuzzer;
import dev.headroom.workload.AttentionVariant;
import dev.headroom.workload.Batch;
import dev.headroom.workload.KvFormat;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What stands behind an option is read or refused with a message, whatever it is. */
class OptionFuzzTest {
  /** Reading that may be refused. */
  private interface Reading {
    void read(String text);
  }

  private static void fuzz(String name, Reading reading, String... values)
      throws InterruptedException {
    Fuzzer fuzzer =
        new Fuzzer(name, Stream.of(values).map(v -> v.getBytes(StandardCharsets.UTF_8)).toList());
    assertThat(
            fuzzer.run(
                mutant -> {
                  try {
                    reading.read(new String(mutant, StandardCharsets.UTF_8));
                  } catch (IllegalArgumentException e) {
                    // A subclass would have come out of some parser below.
                    assertThat(e).isExactlyInstanceOf(IllegalArgumentException.class);
                    assertThat(e.getMessage()).isNotBlank();
                  }
                }))
        .isEmpty();
  }

  @Test
  void sequences() throws InterruptedException {
    fuzz(
        "--sequences",
        text -> {
          Batch batch = SegmentList.parse(text);
          assertThat(batch.sequences()).isPositive();
          assertThat(batch.tokens()).isPositive();
        },
        "4x1@2048,1x512@0",
        "1kx1@2K, 3x1@1m",
        // Half of the tokens that a batch may have, seven times: too many for a long.
        "1024Mx512M@0,\n".repeat(7) + "1024Mx512M@1024M",
        "512Mx512M@0,\n1024Mx512M@1024M");
  }

  @Test
  void lists() throws InterruptedException {
    fuzz(
        "--batch-size",
        text ->
            assertThat(new IntegerList("--batch-size", 1, 1 << 30).parse(text))
                .isNotEmpty()
                .hasSizeLessThanOrEqualTo(10_000)
                .allSatisfy(number -> assertThat(number).isBetween(1L, 1L << 30)),
        "1,8,32",
        "1-9+4",
        "1-128*2",
        "2k,2K,1m,1M",
        "5-10");
  }

  @Test
  void attention() throws InterruptedException {
    fuzz(
        "--attention",
        text -> assertThat(AttentionVariant.parse(text).kvHeads()).isPositive(),
        "mha",
        "gqa:8",
        "mqa",
        "mla",
        "mla:absorbed",
        "mla:expanded");
  }

  @Test
  void cacheTypes() throws InterruptedException {
    fuzz(
        "--kv-cache-dtype",
        text -> assertThat(KvFormat.parse(text).bytes(64)).isPositive().isFinite(),
        "bf16",
        "int8",
        "int4:32",
        "fp8");
  }
}
