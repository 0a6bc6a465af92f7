package dev.headroom.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.hardware.ProfileCatalog;
import dev.headroom.plan.PlanSearch.Answer;
import dev.headroom.plan.PlanSearch.Candidate;
import dev.headroom.workload.AttentionVariant;
import dev.headroom.workload.DataType;
import dev.headroom.workload.ModelCatalog;
import dev.headroom.workload.Precision;
import dev.headroom.workload.Sharding;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PlanSearchTest {
  private static final RequestMix MIX =
      new RequestMix.Independent(new Lengths.Fixed(800), new Lengths.Fixed(200));
  private static final int LONGEST = 1001;

  private static PlanSearch.Question question(double rate, Promise promise, int most) {
    return new PlanSearch.Question(
        MIX, rate, promise, each -> Traffic.of(MIX.stream(each, true, 300, 1)), most);
  }

  private static List<Deployment> on(String... devices) {
    List<Deployment> all = new ArrayList<>();
    for (String device : devices) {
      for (int ways : new int[] {1, 2, 3}) {
        all.add(
            new Deployment(
                ModelCatalog.builtIn().find("llama-3.1-8b").model(),
                ProfileCatalog.builtIn().find(device),
                Precision.of(DataType.BF16),
                new Sharding(ways, 1, 1),
                EngineSettings.USUAL,
                StepOverhead.USUAL));
      }
    }
    return all;
  }

  private static Promise tpot(double seconds) {
    return new Promise(Double.POSITIVE_INFINITY, seconds, Double.POSITIVE_INFINITY, 90);
  }

  @Test
  void theCheapestThatKeepsThePromiseStandsFirst() {
    PlanSearch.Question question = question(10, tpot(0.03), 64);
    Answer answer = PlanSearch.search(on("rtx-4090", "h100-sxm"), question, LONGEST);
    assertThat(answer.isKept()).isTrue();
    // 3 ways do not divide 8 KV heads, on either device.
    assertThat(answer.refused()).hasSize(2).allMatch(each -> each.contains("3 ways"));
    assertThat(answer.candidates()).hasSize(4);
    double before = 0;
    for (Candidate each : answer.candidates()) {
      if (each.isKept()) {
        assertThat(each.usdPerHour().getAsDouble()).isGreaterThanOrEqualTo(before);
        before = each.usdPerHour().getAsDouble();
        assertThat(each.times().timePerOutputToken()).isLessThanOrEqualTo(0.03);
        assertThat(each.kneeRate()).isGreaterThan(10);
      }
    }
    // The oracle: served whole by one simulation with all copies, the best plan keeps it too.
    Candidate best = answer.candidates().get(0);
    Deployment one = best.layout().deployment();
    Deployment.Layout all =
        new Deployment(
                one.model(),
                one.device(),
                one.precision(),
                new Sharding(one.sharding().tensor(), 1, best.copies()),
                one.engine(),
                one.overhead())
            .layout(LONGEST);
    List<ServerRun> runs =
        all.serve(Traffic.of(MIX.stream(10, true, 1500, 77)), ServerListener.DEAF);
    double[] gaps = ServingSummary.merged(runs, ServerRun::timesPerOutputToken);
    assertThat(LatencySummary.percentile(gaps, 90)).isLessThan(1.1 * 0.03);
  }

  @Test
  void theFrontGetsFasterAsItGetsDearer() {
    Answer answer =
        PlanSearch.search(on("rtx-4090", "h100-sxm", "l40s"), question(5, tpot(1), 64), LONGEST);
    List<Candidate> front = answer.front();
    for (int i = 1; i < front.size(); i++) {
      assertThat(front.get(i).usdPerHour().getAsDouble())
          .isGreaterThanOrEqualTo(front.get(i - 1).usdPerHour().getAsDouble());
      assertThat(front.get(i).times().latency()).isLessThan(front.get(i - 1).times().latency());
    }
    for (Candidate each : answer.candidates()) {
      assertThat(front)
          .anyMatch(
              better ->
                  better.cost() <= each.cost()
                      && better.times().latency() <= each.times().latency());
    }
  }

  @Test
  void anImpossiblePromiseComesBackWithTheNearest() {
    // 16 GB of weights over 2 × 3.35 TB/s take 2.4 ms: nobody gets a token in 1 ms.
    Promise promise = tpot(0.001);
    Answer answer =
        PlanSearch.search(on("rtx-4090", "h100-sxm"), question(1, promise, 64), LONGEST);
    assertThat(answer.isKept()).isFalse();
    Candidate nearest = answer.candidates().get(0);
    assertThat(nearest.layout().deployment().device().name()).isEqualTo("h100-sxm");
    assertThat(nearest.layout().deployment().sharding().tensor()).isEqualTo(2);
    for (Candidate each : answer.candidates()) {
      assertThat(promise.excess(each.times()))
          .isGreaterThanOrEqualTo(promise.excess(nearest.times()));
    }
  }

  @Test
  void whatNeedsTooManyDevicesIsRefused() {
    Answer answer = PlanSearch.search(on("rtx-4090"), question(500, tpot(1), 4), LONGEST);
    assertThat(answer.candidates()).isEmpty();
    assertThat(answer.refused()).anyMatch(each -> each.contains("more than 4 devices"));
  }

  @Test
  void fewerKvHeadsNeedFewerCopiesWhereMemoryBinds() {
    PlanSearch.Question question = question(12, tpot(1), 256);
    Answer answer = PlanSearch.search(on("rtx-4090").subList(0, 1), question, LONGEST);
    List<Candidate> variants =
        PlanSearch.variants(
            answer,
            question,
            Stream.of("mha", "gqa:8", "mqa").map(AttentionVariant::parse).toList(),
            LONGEST);
    assertThat(variants).hasSize(3);
    assertThat(variants.get(0).copies()).isGreaterThan(variants.get(1).copies());
    assertThat(variants.get(1).copies()).isGreaterThanOrEqualTo(variants.get(2).copies());
    assertThat(variants.get(0).state().bound()).isEqualTo("KV memory");
  }
}
