package dev.headroom.fit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.hardware.DeviceProfile;
import dev.headroom.hardware.ProfileCatalog;
import dev.headroom.measurements.Measurement;
import dev.headroom.timing.GemmShape;
import dev.headroom.timing.KernelShape;
import dev.headroom.workload.DataType;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is judged together and what apart. */
class JudgedGroupTest {
  private static final DeviceProfile H100 = ProfileCatalog.builtIn().find("h100-sxm");
  private static final Measurement.Series SERIES =
      new Measurement.Series(
          "h100_sxm", "vllm", "vllm_flash_attn_fa3", Measurement.Phase.DECODE, "bf16");

  private static Judged judged(long sequences, long kvHeads, long window, double seconds) {
    Measurement row =
        new Measurement(
            1,
            SERIES,
            new KernelShape(
                sequences,
                new KernelShape.Lengths(1, 4096),
                new KernelShape.HeadCounts(8, kvHeads),
                new KernelShape.Widths(128, 128, 256),
                window,
                DataType.BF16,
                DataType.BF16),
            seconds);
    return Judge.of(H100, SERIES).orElseThrow().judge(row);
  }

  /**
   * A sequence of 4096 keys, 8 KV heads and 512 bytes a key has 16 MiB: three fit the 50 MiB of the
   * cache and four do not. Of a window of 128 even 64 sequences would, with 32 MiB.
   */
  @Test
  void callsInTheCacheBeyondItAndWindowedOnesAreApart() {
    List<Judged> rows =
        List.of(judged(3, 8, 0, 40e-6), judged(4, 8, 0, 20e-6), judged(64, 8, 128, 40e-6));
    assertThat(rows.stream().map(row -> row.callKind().orElseThrow()))
        .containsExactly(CallKind.IN_CACHE, CallKind.BEYOND_CACHE, CallKind.WINDOWED);
    List<JudgedGroup> groups = JudgedGroup.byCalls(rows);
    assertThat(groups.stream().map(group -> group.calls() + " " + group.rows().size()))
        .containsExactly("all 3", "windowless 2", "in_cache 1", "beyond_cache 1", "windowed 1");
    assertThat(groups.get(1).longErrors().orElseThrow().n()).isEqualTo(1);
    assertThat(groups.get(3).longErrors()).isEmpty();
  }

  @Test
  void aPartThatIsTheWholeIsNotToldTwice() {
    assertThat(JudgedGroup.byCalls(List.of(judged(1, 8, 0, 1e-5), judged(2, 8, 0, 1e-5))))
        .singleElement()
        .satisfies(group -> assertThat(group.calls()).isEqualTo("all"));
  }

  @Test
  void variantsAreApart() {
    List<JudgedGroup> groups =
        JudgedGroup.byVariant(
            List.of(judged(1, 8, 0, 1e-5), judged(1, 1, 0, 1e-5), judged(1, 2, 0, 1e-5)));
    assertThat(groups.stream().map(JudgedGroup::attention)).containsExactly("gqa", "mha", "mqa");
  }

  @Test
  void linearLayersAreOfNoKind() {
    Measurement.Series series =
        new Measurement.Series(
            "h100_sxm", "vllm", "torch.nn.functional.linear", Measurement.Phase.GEMM, "bf16");
    Measurement row =
        new Measurement(
            1, series, new GemmShape(64, 4096, 4096, DataType.BF16, DataType.BF16), 1e-5);
    Judged judged = Judge.of(H100, series).orElseThrow().judge(row);
    assertThat(judged.callKind()).isEmpty();
    assertThat(JudgedGroup.byCalls(List.of(judged))).hasSize(1);
  }
}
