package dev.headroom.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.hardware.DeviceProfile;
import dev.headroom.hardware.KernelParameter;
import dev.headroom.hardware.KernelPhase;
import dev.headroom.hardware.ProfileCatalog;
import dev.headroom.measurements.Measurement;
import dev.headroom.timing.KernelShape;
import dev.headroom.workload.DataType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Fits of invented devices whose laws are known. */
class KernelFitTest {
  private static final DeviceProfile A100 = ProfileCatalog.builtIn().find("a100-80gb-sxm");
  private static final Measurement.Series SERIES =
      new Measurement.Series("a100_sxm", "x", "y", Measurement.Phase.DECODE, "bf16");

  private static Measurement row(long batch, long keys, long kvHeads, double seconds) {
    return new Measurement(
        1,
        SERIES,
        new KernelShape(
            batch,
            new KernelShape.Lengths(1, keys),
            new KernelShape.HeadCounts(32, kvHeads),
            new KernelShape.Widths(128, 128, 256),
            0,
            DataType.BF16,
            DataType.BF16),
        seconds);
  }

  /** A device that takes 9 us and streams at 80 % of its bandwidth: no more is to be found. */
  private static List<Measurement> invented() {
    List<Measurement> rows = new ArrayList<>();
    for (long batch = 1; batch <= 64; batch *= 2) {
      for (long keys = 64; keys <= 65_536; keys *= 2) {
        for (long kvHeads = 1; kvHeads <= 32; kvHeads *= 2) {
          double bytes = batch * keys * kvHeads * 512.0;
          rows.add(row(batch, keys, kvHeads, 9e-6 + bytes / (0.8 * 2.039e12)));
        }
      }
    }
    return rows;
  }

  private static List<Timed<KernelShape>> timed(List<Measurement> rows) {
    return rows.stream().map(r -> new Timed<>((KernelShape) r.call(), r.seconds())).toList();
  }

  @Test
  void findsTheLawOfAnInventedDeviceOnShapesItNeverSaw() {
    List<String> told = new ArrayList<>();
    FitReport report =
        new SeriesFits(A100, "an invented device", HoldOut.SHAPES, told::add)
            .fit(SERIES, invented());
    assertThat(report.heldOut().orElseThrow().median()).isLessThan(0.05);
    assertThat(report.heldOut().orElseThrow().p90()).isLessThan(0.20);
    assertThat(report.inSample().n() + report.heldOut().orElseThrow().n()).isEqualTo(462);
    assertThat(report.provenance()).contains("an invented device", "held out n ");
    assertThat(told).isNotEmpty();
  }

  @Test
  void theSameRowsGiveTheSameFit() {
    KernelFit<KernelShape> fit = KernelFit.of(A100, true, DataType.BF16, text -> {});
    List<Timed<KernelShape>> rows = timed(invented().subList(0, 100));
    assertThat(fit.fit(rows)).isEqualTo(fit.fit(rows));
  }

  @Test
  void refusesFewerRowsThanNumbers() {
    assertThatThrownBy(
            () ->
                KernelFit.of(A100, true, DataType.BF16, text -> {})
                    .fit(timed(invented().subList(0, 15))))
        .hasMessage("measurements: a fit needs at least 16 rows, had 15");
  }

  /** The law holds beyond the shapes of the fit too, since the fit saw calls outside the cache. */
  @Test
  void extrapolatesTheLawToLargerCalls() {
    FitReport report =
        new SeriesFits(A100, "an invented device", HoldOut.LARGEST, text -> {})
            .fit(SERIES, invented());
    assertThat(report.heldOut().orElseThrow().n()).isBetween(130, 145);
    assertThat(report.heldOut().orElseThrow().median()).isLessThan(0.15);
    assertThat(report.provenance()).contains("held out the largest 30 % n ");
  }

  /** Calls of at most 17 MB, all in a cache of 40 MiB, say nothing of the memory. */
  @Test
  void whatTheRowsDoNotSayStaysAtItsUsualValue() {
    List<Measurement> rows = new ArrayList<>();
    for (long batch = 1; batch <= 8; batch *= 2) {
      for (long keys = 64; keys <= 512; keys *= 2) {
        for (long kvHeads = 1; kvHeads <= 8; kvHeads *= 2) {
          double bytes = batch * keys * kvHeads * 512.0;
          rows.add(row(batch, keys, kvHeads, 9e-6 + bytes / (2 * 2.039e12)));
        }
      }
    }
    KernelPhase kernel = KernelFit.of(A100, true, DataType.BF16, text -> {}).fit(timed(rows));
    assertThat(kernel.get(KernelParameter.MEMORY)).isBetween(0.8, 0.97);
  }
}
