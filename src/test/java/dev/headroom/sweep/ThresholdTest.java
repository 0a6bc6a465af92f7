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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Borders along an axis are those that trying every value finds. */
class ThresholdTest {
  private static final Presets PRESETS =
      new Presets(Headroom::model, Headroom::device, RuntimeCatalog::find);

  private static Sweep sweep(Map<String, String> axes, Map<String, String> set, String condition) {
    return SweepReader.read(
        new SweepSpec(
            "decode", axes, set, List.of(condition), Map.of(), List.of(), SweepSpec.Ranking.NONE),
        PRESETS,
        "--such-that");
  }

  private static Map<String, String> axes(String model, String device, String key, String values) {
    Map<String, String> axes = new LinkedHashMap<>();
    axes.put("model", model);
    axes.put("device", device);
    axes.put(key, values);
    return axes;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "llama-2-7b; h100-sxm; batch_size; 1-20000; predicted_s <= 0.05",
        "llama-2-7b; h100-sxm; batch_size; 1-20000; fits",
        "llama-2-7b; tpu-v5e; context_length; 0-200K; roofline_s < 0.1 && roofline_s > 0.02",
        "deepseek-v3; h200-sxm; batch_size; 1-9000; tokens_per_s >= 900",
        "mistral-7b-v0.1; a100-80gb-sxm; context_length; 1-30000+7; predicted_s < 0.012"
      })
  void bordersAreThoseOfAFullScan(
      String model, String device, String key, String values, String condition) {
    Sweep sweep = sweep(axes(model, device, key, values), Map.of(), condition);
    assertThat(sweep.grid().size()).isGreaterThan(Threshold.SHORT);
    List<Threshold.Span> scanned = new ArrayList<>();
    PointRows rows = sweep.rows();
    long start = -1;
    for (long i = 0; i <= sweep.grid().size(); i++) {
      boolean holds =
          i < sweep.grid().size()
              && rows.moveTo(i)
              && sweep.conditions().get(0).holds(rows.fill(sweep.ofConditions()));
      if (holds && start < 0) {
        start = i;
      } else if (!holds && start >= 0) {
        scanned.add(new Threshold.Span(start, i - 1));
        start = -1;
      }
    }
    assertThat(scanned).isNotEmpty();
    assertThat(Threshold.of(sweep, key).spans()).isEqualTo(scanned);
  }

  /**
   * A step of one sequence reads all weights, so that at the roofline its time is close to bytes
   * over bandwidth: 50 steps a second need 50 times the bytes of a step.
   */
  @Test
  void bandwidthThatASpeedNeeds() {
    Sweep sweep =
        sweep(
            axes("llama-2-7b", "h100-sxm", "kernel_wish", "none"),
            Map.of("memory.bandwidth", "10GB/s..1TB/s*1.0001"),
            "roofline_s <= 0.02");
    Threshold threshold = Threshold.of(sweep, "memory_device_bandwidth");
    assertThat(threshold.spans()).hasSize(1);
    Threshold.Span span = threshold.spans().get(0);
    assertThat(span.to()).isEqualTo(threshold.size() - 1);
    double bandwidth = (double) threshold.value(span.from());
    double bytes =
        Headroom.estimate(
                Headroom.model("llama-2-7b"), Headroom.device("h100-sxm"), Scenario.decode(1, 2048))
            .cost()
            .traffic()
            .total();
    assertThat(bandwidth / (bytes / 0.02)).isEqualTo(1, within(0.01));
  }

  /** 32 heads can be shared by 1, 2, 4, 8, 16 or 32 KV heads; the numbers between are no gap. */
  @Test
  void whatCannotBeIsPassedOver() {
    Sweep sweep =
        sweep(
            axes("llama-2-7b", "h100-sxm", "num_key_value_heads", "1-64"),
            Map.of(),
            "kv_cache_bytes <= 500000000");
    Threshold threshold = Threshold.of(sweep, "num_key_value_heads");
    // 2049 tokens × 32 layers × 2 × 128 × 2 bytes a head are 33.6 MB: 14 heads at most, so 8.
    assertThat(threshold.spans()).containsExactly(new Threshold.Span(0, 7));
  }

  @Test
  void theSpeedUpIsOverTheFirstVariant() {
    Map<String, String> axes = axes("llama-2-70b", "h100-sxm", "context_length", "0-64K");
    axes.put("attention", "gqa:8,mqa");
    axes.put("batch_size", "64");
    Threshold threshold = Threshold.of(sweep(axes, Map.of(), "speedup >= 2"), "context_length");
    long first = threshold.spans().get(0).from();
    assertThat(speedup(first)).isGreaterThanOrEqualTo(2);
    assertThat(speedup(first - 1)).isLessThan(2);
  }

  private static double speedup(long context) {
    Model model = Headroom.model("llama-2-70b");
    Scenario step = Scenario.decode(64, context);
    Estimate mqa =
        Headroom.estimate(
            AttentionVariant.parse("mqa").applyTo(model), Headroom.device("h100-sxm"), step);
    return mqa.speedupOver(Headroom.estimate(model, Headroom.device("h100-sxm"), step));
  }

  @Test
  void otherAxesTakeOneValue() {
    Map<String, String> axes = axes("llama-2-7b", "h100-sxm", "batch_size", "1-10");
    axes.put("context_length", "1,2");
    assertThatThrownBy(() -> Threshold.of(sweep(axes, Map.of(), "fits"), "batch_size"))
        .hasMessage("context_length: takes one value here, had 2");
    assertThatThrownBy(
            () -> sweep(axes("llama-2-7b", "h100-sxm", "batch_size", "1-9"), Map.of(), "fit"))
        .hasMessageStartingWith("--such-that: 'fit': unknown field 'fit'; did you mean 'fits'?");
  }
}
