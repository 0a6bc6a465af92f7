package dev.headroom.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.Headroom;
import dev.headroom.cost.StepCost;
import dev.headroom.cost.StepModel;
import dev.headroom.hardware.DeviceProfile;
import dev.headroom.workload.Batch;
import dev.headroom.workload.CacheState;
import dev.headroom.workload.Model;
import dev.headroom.workload.Phase;
import dev.headroom.workload.Scenario;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What sweeps predict is what {@code estimate} predicts, whatever was asked before. */
class PredictedTimesTest {
  @ParameterizedTest
  @CsvSource({
    "llama-2-7b, h100-sxm, WARM",
    "llama-2-7b, h100-sxm, COLD",
    "deepseek-v3, h100-sxm, WARM",
    "gemma-3-27b, l40s, WARM",
    "shazeer-lm1b-mqa, b200-sxm-hgx, WARM",
    "llama-2-7b, tpu-v4, WARM"
  })
  void areTheSumOfTheStepsParts(String modelName, String deviceName, CacheState state) {
    Model model = Headroom.model(modelName);
    DeviceProfile device = Headroom.device(deviceName);
    Random random = new Random(5);
    for (Phase phase : new Phase[] {Phase.DECODE, Phase.PREFILL}) {
      Scenario scenario =
          (phase == Phase.DECODE ? Scenario.decode(1, 2048) : Scenario.prefill(1, 2048))
              .withCacheState(state);
      StepModel step = StepModel.of(model, scenario);
      PredictedTimes times = new PredictedTimes(step, device, scenario, KernelWish.PREFERRED);
      for (int i = 0; i < 60; i++) {
        long sequences = 1L << random.nextInt(4);
        long query = phase == Phase.DECODE ? 1 : 1 + random.nextInt(3) * 100L;
        long context = random.nextInt(20_000);
        Batch batch = Batch.uniform(sequences, query, context);
        StepPrediction whole = whole(step, device, scenario.withBatch(batch));
        double bytes = step.count(batch).traffic().total();
        assertThat(times.seconds(sequences, query, context, bytes, 0))
            .as("%s of %s", batch, modelName)
            .isCloseTo(whole.seconds(), within(1e-12 * whole.seconds()));
      }
    }
  }

  private static StepPrediction whole(StepModel step, DeviceProfile device, Scenario scenario) {
    StepCost cost = step.count(scenario.batch());
    StepTimes times =
        StepTimes.of(cost, Ceilings.of(device, scenario.precision()), scenario.cacheState());
    return StepPrediction.of(cost, times, device, scenario, KernelWish.PREFERRED, 1);
  }
}
