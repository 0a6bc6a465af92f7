package dev.headroom.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.Headroom;
import dev.headroom.timing.Estimate;
import dev.headroom.workload.AttentionVariant;
import dev.headroom.workload.Model;
import dev.headroom.workload.RuntimeCatalog;
import dev.headroom.workload.Scenario;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The parts of a change add up to it, whatever was changed. */
class DifferenceTest {
  private static final Presets PRESETS =
      new Presets(Headroom::model, Headroom::device, RuntimeCatalog::find);

  private static Difference of(String line) {
    Map<String, String> axes = new LinkedHashMap<>(Map.of("device", "h100-sxm"));
    Map<String, String> numbers = new LinkedHashMap<>();
    for (String option : line.split(" ", -1)) {
      String[] parts = option.split("=", 2);
      (parts[0].contains(".") ? numbers : axes).put(parts[0], parts[1]);
    }
    return Difference.of(
        SweepReader.read(
            new SweepSpec(
                "decode", axes, numbers, List.of(), Map.of(), List.of(), SweepSpec.Ranking.NONE),
            PRESETS));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "model=llama-2-7b,llama-2-13b device=a100-80gb-sxm,h100-sxm attention=mha,gqa:4,"
            + " batch_size=1,64 context_length=100,9000",
        "model=llama-2-70b attention=mha,gqa:8 tensor_parallel=1,8 dtype=bf16,fp8 batch_size=7",
        "model=llama-2-7b memory.bandwidth=2TB/s,4TB/s device=tpu-v5e,tpu-v4 window=512,4096",
        "model=deepseek-v3 device=h200-sxm batch_size=1,300 kernel_wish=none",
        "model=llama-2-7b batch_size=3"
      })
  void partsAddUpToTheWhole(String line) {
    Difference difference = of(line.replace("gqa:4,", "gqa:4"));
    double whole = difference.secondSeconds() - difference.firstSeconds();
    double near = 1e-12 * (difference.secondSeconds() + difference.firstSeconds());
    double byChange = 0;
    Map<String, Double> byTerm = new HashMap<>();
    for (Difference.Change change : difference.changes()) {
      byChange += change.seconds();
      change.terms().forEach((term, seconds) -> byTerm.merge(term, seconds, Double::sum));
    }
    assertThat(byChange).isEqualTo(whole, within(near));
    double sum = 0;
    for (String term : difference.terms()) {
      double moved =
          difference.secondTerms().getOrDefault(term, 0.0)
              - difference.firstTerms().getOrDefault(term, 0.0);
      assertThat(byTerm.getOrDefault(term, 0.0)).as(term).isEqualTo(moved, within(near));
      sum += moved;
    }
    assertThat(sum).isEqualTo(whole, within(near));
  }

  /** Of two changes each has half of what it does first and half of what it does second. */
  @Test
  void twoChangesByHand() {
    Difference difference =
        of("model=llama-2-7b attention=mha,mqa context_length=512,8192 batch_size=32");
    Model mha = Headroom.model("llama-2-7b");
    Model mqa = AttentionVariant.parse("mqa").applyTo(mha);
    double first = seconds(mha, 512);
    double last = seconds(mqa, 8192);
    double attention = (seconds(mqa, 512) - first + last - seconds(mha, 8192)) / 2;
    double context = (seconds(mha, 8192) - first + last - seconds(mqa, 512)) / 2;
    assertThat(difference.predicted()).isTrue();
    assertThat(difference.changes())
        .extracting(Difference.Change::key)
        .containsExactly("attention", "context_length");
    assertThat(difference.changes().get(0).seconds()).isEqualTo(attention, within(1e-12));
    assertThat(difference.changes().get(1).seconds()).isEqualTo(context, within(1e-12));
    // The context changes nothing but attention.
    difference
        .changes()
        .get(1)
        .terms()
        .forEach(
            (term, seconds) ->
                assertThat(seconds != 0).as(term).isEqualTo(term.equals("attention")));
  }

  private static double seconds(Model model, long context) {
    return Estimate.of(model, Headroom.device("h100-sxm"), Scenario.decode(32, context))
        .prediction()
        .seconds();
  }

  @Test
  void whatCannotBeCompared() {
    assertThatThrownBy(() -> of("model=llama-2-7b batch_size=1,2,3"))
        .hasMessage("batch_size: takes one value, or the two to compare, had 3");
    assertThatThrownBy(() -> of("model=llama-2-7b attention=mha,gqa:8 num_attention_heads=32,20"))
        .hasMessageStartingWith(
            "on the way from the first to the second, attention gqa:8, num_attention_heads 20"
                + " cannot be: ");
  }
}
