package dev.headroom.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.kernel.AttentionKernels;
import dev.headroom.kernel.MicroKernels;
import dev.headroom.workload.DataType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tiny real runs: no oracle but that something was done and can be counted. */
class MicroBenchmarksTest {
  private static final long LARGEST = CalibrationPlan.LEAST_BYTES;

  private static List<Setting> settings() {
    List<Setting> settings = new ArrayList<>();
    for (int threads = 1; threads <= 2; threads++) {
      settings.add(Setting.of(Probe.MULTIPLY_ADD, threads));
      settings.add(Setting.of(Probe.EXPONENTIALS, threads));
      settings.add(Setting.of(Probe.SOFTMAX, threads));
      settings.add(Setting.of(Probe.SOFTMAX_SHORT, threads));
      settings.add(Setting.of(Probe.ELEMENTWISE, threads));
      settings.add(Setting.of(Probe.ROWS, threads));
      settings.add(Setting.of(Probe.ROWS_SHORT, threads));
      settings.add(Setting.of(Probe.HAND_OVER, threads));
      settings.add(Setting.of(Probe.STEP, threads));
      settings.add(Setting.of(Probe.STEP_OF_MANY, threads));
      settings.add(Setting.of(Probe.PROMPT, threads));
      settings.add(Setting.read(threads, 32 << 10));
      settings.add(Setting.read(threads, LARGEST));
      settings.add(Setting.panels(threads, LARGEST, 1, DataType.FP32));
      settings.add(Setting.apart(Probe.PANELS_IN_TURNS, threads, LARGEST));
      settings.add(Setting.apart(Probe.ROWS_APART, threads, LARGEST));
      settings.add(
          Setting.apart(Probe.APPEND_APART, threads, LARGEST / CalibrationPlan.NARROW_SHARE));
      for (DataType type : List.of(DataType.FP32, DataType.BF16, DataType.INT8)) {
        settings.add(Setting.panels(threads, 64 << 10, 6, type));
        settings.add(Setting.nearPanels(Probe.PANELS_SHORT, threads, 4, type));
        settings.add(Setting.nearPanels(Probe.HALF_PANELS, threads, 6, type));
        settings.add(Setting.nearPanels(Probe.QUARTER_PANELS, threads, 1, type));
        settings.add(Setting.append(threads, type));
        settings.add(Setting.panels(threads, LARGEST / CalibrationPlan.NARROW_SHARE, 1, type));
      }
    }
    return settings;
  }

  @Test
  void everyProbeRunsAndCounts() {
    try (MicroBenchmarks bench =
        new MicroBenchmarks(AttentionKernels.probes(), MicroKernels.ofThisMachine(), LARGEST, 2)) {
      for (Setting setting : settings()) {
        MicroBenchmark benchmark = bench.prepare(setting);
        // Once around the working set and beyond its end.
        benchmark.action().work().run(benchmark.action().primingCalls() + 2);

        assertThat(benchmark.amountPerCall()).as(setting.describe()).isPositive().isFinite();
        assertThat(benchmark.action().helpers()).hasSize(setting.threads() - 1);
      }
    }
  }

  @Test
  void aMeasuredRateIsFiniteAndOrdered() {
    try (MicroBenchmarks bench =
        new MicroBenchmarks(AttentionKernels.probes(), MicroKernels.ofThisMachine(), LARGEST, 1)) {
      MicroBenchmark read = bench.prepare(Setting.read(1, 1 << 20));
      Samples samples =
          new Sampler(SamplingRules.usual().wanting(3).within(0.3, 0.3)).sample(read.action());

      assertThat(samples.n() + samples.rejected()).isPositive();
      if (!samples.isEmpty()) {
        Reading reading = Reading.of(read, samples);
        assertThat(reading.rate()).isPositive().isLessThanOrEqualTo(reading.bestRate());
        assertThat(reading.bestRate()).isFinite();
      }
    }
  }
}
