package dev.headroom.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.hardware.ProfileCatalog;
import dev.headroom.plan.PlanSearch.Answer;
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

  private static PlanQuestion question(double rate, Promise promise, int most) {
    return new PlanQuestion(
        MIX,
        rate,
        promise,
        (mix, perSecond, copies) -> Traffic.of(mix.stream(perSecond, true, 300 * copies, 1)),
        most);
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
    PlanQuestion question = question(10, tpot(0.03), 64);
    Answer answer = PlanSearch.search(on("rtx-4090", "h100-sxm"), question);
    assertThat(answer.isKept()).isTrue();
    // 3 ways do not divide 8 KV heads, on either device.
    assertThat(answer.refused()).hasSize(2).allMatch(each -> each.reason().contains("3 ways"));
    assertThat(answer.candidates()).hasSize(4);
    double before = 0;
    for (PlanCandidate each : answer.candidates()) {
      if (each.isKept()) {
        assertThat(each.usdPerHour().getAsDouble()).isGreaterThanOrEqualTo(before);
        before = each.usdPerHour().getAsDouble();
        assertThat(each.times().timePerOutputToken()).isLessThanOrEqualTo(0.03);
        assertThat(each.kneeRate()).isGreaterThan(10);
      }
    }
    // The oracle: served whole by one simulation with all copies, the best plan keeps it too.
    PlanCandidate best = answer.candidates().get(0);
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
    ServerRun run = all.serve(Traffic.of(MIX.stream(10, true, 1500, 77)), ServerListener.DEAF);
    double[] gaps = run.timesPerOutputToken();
    assertThat(LatencySummary.percentile(gaps, 90)).isLessThan(1.1 * 0.03);
  }

  @Test
  void theFrontGetsFasterAsItGetsDearer() {
    Answer answer = PlanSearch.search(on("rtx-4090", "h100-sxm", "l40s"), question(5, tpot(1), 64));
    List<PlanCandidate> front = answer.front();
    for (int i = 1; i < front.size(); i++) {
      assertThat(front.get(i).usdPerHour().getAsDouble())
          .isGreaterThanOrEqualTo(front.get(i - 1).usdPerHour().getAsDouble());
      assertThat(front.get(i).times().latency()).isLessThan(front.get(i - 1).times().latency());
    }
    for (PlanCandidate each : answer.candidates()) {
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
    Answer answer = PlanSearch.search(on("rtx-4090", "h100-sxm"), question(1, promise, 64));
    assertThat(answer.isKept()).isFalse();
    PlanCandidate nearest = answer.candidates().get(0);
    assertThat(nearest.layout().deployment().device().name()).isEqualTo("h100-sxm");
    assertThat(nearest.layout().deployment().sharding().tensor()).isEqualTo(2);
    for (PlanCandidate each : answer.candidates()) {
      assertThat(promise.excess(each.times()))
          .isGreaterThanOrEqualTo(promise.excess(nearest.times()));
    }
  }

  @Test
  void whatNeedsTooManyDevicesIsRefused() {
    Answer answer = PlanSearch.search(on("rtx-4090"), question(500, tpot(1), 4));
    assertThat(answer.candidates()).isEmpty();
    assertThat(answer.refused())
        .anyMatch(each -> each.reason().contains("more than the 4 allowed"));
  }

  @Test
  void fewerKvHeadsNeedFewerCopiesWhereMemoryBinds() {
    PlanQuestion question = question(12, tpot(1), 256);
    Answer answer = PlanSearch.search(on("rtx-4090").subList(0, 1), question);
    List<PlanCandidate> variants =
        PlanSearch.variants(
            answer,
            question,
            Stream.of("mha", "gqa:8", "mqa").map(AttentionVariant::parse).toList());
    assertThat(variants).hasSize(3);
    assertThat(variants.get(0).copies()).isGreaterThan(variants.get(1).copies());
    assertThat(variants.get(1).copies()).isGreaterThanOrEqualTo(variants.get(2).copies());
    assertThat(variants.get(0).state().bound()).isEqualTo("KV memory");
  }

  @Test
  void thePlanIsServedWholeAndKeepsItsPromiseThere() {
    PlanQuestion question = question(30, tpot(0.03), 64);
    PlanCandidate best = PlanSearch.search(on("rtx-4090"), question).candidates().get(0);
    assertThat(best.isKept()).isTrue();
    assertThat(best.copies()).isGreaterThan(1);
    assertThat(best.alone()).isPresent();
    // Another seed and twice the requests of the search.
    Traffic other = Traffic.of(MIX.stream(30, true, 600 * best.copies(), 99));
    ServerRun run = best.layout().ofCopies(best.copies()).serve(other, ServerListener.DEAF);
    assertThat(LatencySummary.percentile(run.timesPerOutputToken(), 90)).isLessThan(1.05 * 0.03);
    // One copy less breaks it, or goes beyond its knee.
    double knee = best.state().kneeRate();
    if (30 <= 0.95 * knee * (best.copies() - 1)) {
      ServerRun less =
          best.layout()
              .ofCopies(best.copies() - 1)
              .serve(
                  Traffic.of(MIX.stream(30, true, 300 * (best.copies() - 1), 1)),
                  ServerListener.DEAF);
      assertThat(LatencySummary.percentile(less.timesPerOutputToken(), 90)).isGreaterThan(0.03);
    }
  }

  @Test
  void whatNobodyServesComesBackWithTheMostThatCanBe() {
    Answer answer = PlanSearch.search(on("rtx-4090"), question(500, tpot(1), 4));
    double most =
        answer.refused().stream().mapToDouble(PlanSearch.Refusal::mostRate).max().orElse(0);
    assertThat(most).isBetween(5.0, 100.0);
    assertThat(PlanSearch.search(on("rtx-4090"), question(0.999 * most, tpot(1), 4)).candidates())
        .isNotEmpty();
    assertThat(PlanSearch.search(on("rtx-4090"), question(1.01 * most, tpot(1), 4)).candidates())
        .isEmpty();
  }

  @Test
  void theSensitivityNamesWhatMattersMost() {
    PlanQuestion question = question(30, tpot(0.03), 64);
    PlanCandidate best = PlanSearch.search(on("rtx-4090"), question).candidates().get(0);
    List<PlanSensitivity> all = PlanSensitivity.of(best, question);
    assertThat(all).hasSize(7);
    assertThat(all.get(0).assumption()).isEqualTo("as planned");
    assertThat(all.get(0).severity()).isEqualTo(1);
    for (int i = 2; i < all.size(); i++) {
      assertThat(all.get(i).severity()).isLessThanOrEqualTo(all.get(i - 1).severity());
    }
    PlanSensitivity kernels =
        all.stream()
            .filter(each -> each.assumption().contains("kernels"))
            .findFirst()
            .orElseThrow();
    // A step that takes a tenth longer makes tokens at least a tenth slower.
    assertThat(kernels.severity()).isGreaterThan(1.09);
    assertThat(kernels.times().timePerOutputToken())
        .isGreaterThan(1.09 * all.get(0).times().timePerOutputToken());
    // Answers that are longer leave the first token nearly where it was, but need more room.
    for (PlanSensitivity each : all) {
      assertThat(each.devicesNeeded()).isPresent();
      assertThat(each.devicesNeeded().getAsInt())
          .isGreaterThanOrEqualTo(each.isKept() ? best.devices() : best.devices() + 1);
    }
  }
}
