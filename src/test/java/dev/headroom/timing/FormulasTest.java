package dev.headroom.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.cost.Formula;
import dev.headroom.cost.FormulaSheet;
import dev.headroom.cost.StepCost;
import dev.headroom.cost.StepModel;
import dev.headroom.hardware.DeviceProfile;
import dev.headroom.hardware.ProfileCatalog;
import dev.headroom.workload.Attention;
import dev.headroom.workload.Batch;
import dev.headroom.workload.CacheState;
import dev.headroom.workload.Embedding;
import dev.headroom.workload.ExecutionPolicy;
import dev.headroom.workload.FeedForward;
import dev.headroom.workload.GroupedAttention;
import dev.headroom.workload.GroupedAttention.KeyValues;
import dev.headroom.workload.Indexer;
import dev.headroom.workload.LatentAttention;
import dev.headroom.workload.Layer;
import dev.headroom.workload.LayerGroup;
import dev.headroom.workload.Mask;
import dev.headroom.workload.Model;
import dev.headroom.workload.Models;
import dev.headroom.workload.Scenario;
import dev.headroom.workload.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every formula, worked out from its numbers by a calculator of the test's own, gives the counted
 * value.
 */
class FormulasTest {

  private static List<Formula> formulas(Model model, Scenario scenario) {
    StepCost cost = StepModel.of(model, scenario).count(scenario.batch());
    return FormulaSheet.of(model, scenario, cost);
  }

  private static void checkAll(Model model, Scenario scenario) {
    List<Formula> formulas = formulas(model, scenario);
    assertThat(formulas).hasSizeGreaterThan(6);
    for (Formula formula : formulas) {
      assertThat(new Calculator(formula.numbers()).value())
          .as("%s = %s", formula.quantity(), formula.numbers())
          .isCloseTo(formula.value(), within(1e-12 * Math.abs(formula.value())));
    }
  }

  @Test
  void everyModelAndMask() {
    List<Mask> masks =
        List.of(
            new Mask.Causal(),
            new Mask.Bidirectional(),
            new Mask.Window(50),
            new Mask.Chunk(48),
            new Mask.TopK(20),
            new Mask.TopK(20, Optional.of(new Indexer(3, 4))));
    List<Scenario> scenarios = new ArrayList<>();
    scenarios.add(Scenario.decode(3, 130));
    scenarios.add(Scenario.prefill(2, 77));
    scenarios.add(Scenario.prefill(2, 1).withBatch(Batch.uniform(2, 33, 60)));
    scenarios.add(Scenario.decode(3, 130).withPolicy(ExecutionPolicy.UNFUSED.withPageTokens(16)));
    for (Mask mask : masks) {
      for (Scenario scenario : scenarios) {
        checkAll(model(new GroupedAttention(6, 2, 8, 4, mask)), scenario);
        for (KeyValues keyValues : KeyValues.values()) {
          checkAll(model(new GroupedAttention(6, 2, 4, 4, mask, keyValues)), scenario);
        }
        for (int queryRank : new int[] {0, 5}) {
          checkAll(
              model(new LatentAttention(4, 6, queryRank, 3, 2, 5, LatentAttention.Form.AUTO, mask)),
              scenario);
        }
      }
    }
    checkAll(Models.wmt(1, 5440), Scenario.decode(128, 127).withSourceLength(99));
  }

  private static Model model(Attention attention) {
    Layer dense = Layer.of(attention, new FeedForward.Dense(19, true));
    Layer mixed = Layer.of(attention, new FeedForward.Experts(7, 2, 11, 3, false));
    return new Model(
        "m",
        10,
        new Embedding(101, false, 0),
        4096,
        List.of(new LayerGroup(2, dense), new LayerGroup(3, mixed)),
        List.of(),
        "made up");
  }

  @ParameterizedTest
  @CsvSource({
    "h100-sxm, sglang.fa3",
    "h200-sxm, vllm",
    "l40s, vllm_flash_attn_fa2",
    "a100-80gb-sxm, vllm",
    "b200-sxm-hgx, vllm",
    "tpu-v6e-trillium, torch_xla",
    "h100-sxm, none"
  })
  void sumsAndBounds(String name, String kernel) {
    DeviceProfile device = ProfileCatalog.builtIn().find(name);
    List<Model> models = List.of(Models.llama2With7B(), Models.llama2("g", 2, 512, 32, 4, 64));
    List<Scenario> scenarios =
        List.of(Scenario.decode(3, 130), Scenario.decode(7, 9000), Scenario.prefill(2, 770));
    for (CacheState state : CacheState.values()) {
      for (Scenario scenario : scenarios) {
        for (Model model : models) {
          Estimate estimate =
              Estimate.of(model, device, scenario.withCacheState(state), KernelWish.parse(kernel));
          checkTimes(TimeFormulas.of(estimate), !kernel.equals("none"));
        }
      }
    }
  }

  private static void checkTimes(List<Formula> formulas, boolean predicted) {
    assertThat(formulas).extracting(Formula::part).contains("lower bound", "roofline");
    assertThat(formulas.stream().anyMatch(formula -> formula.part().equals("predicted")))
        .isEqualTo(predicted);
    for (Formula formula : formulas) {
      assertThat(new Calculator(formula.numbers()).value())
          .as("%s = %s", formula.quantity(), formula.numbers())
          // the seconds of single operators are written with six digits
          .isCloseTo(formula.value(), within(1e-5 * formula.value()));
    }
  }

  @Test
  void raggedBatchesAreNotWrittenOut() {
    Scenario ragged =
        Scenario.decode(1, 1)
            .withBatch(new Batch(List.of(new Segment(1, 1, 4), new Segment(1, 1, 5))));
    assertThatThrownBy(() -> formulas(Models.llama2With7B(), ragged))
        .hasMessage("--sequences: formulas are written out for equal sequences, had 2 kinds");
  }

  /** A calculator for + − · / ^ parentheses and min: recursive descent over the printed text. */
  private static final class Calculator {
    private final String text;
    private int at;

    Calculator(String text) {
      this.text = text.replace(" ", "");
    }

    double value() {
      double value = sum();
      assertThat(at).as("read all of %s", text).isEqualTo(text.length());
      return value;
    }

    private boolean take(char c) {
      if (at < text.length() && text.charAt(at) == c) {
        at++;
        return true;
      }
      return false;
    }

    private double sum() {
      double value = product();
      while (true) {
        if (take('+')) {
          value += product();
        } else if (take('−')) {
          value -= product();
        } else {
          return value;
        }
      }
    }

    private double product() {
      double value = power();
      while (true) {
        if (take('·')) {
          value *= power();
        } else if (take('/')) {
          value /= power();
        } else {
          return value;
        }
      }
    }

    private double power() {
      double base = atom();
      return take('^') ? Math.pow(base, atom()) : base;
    }

    private double atom() {
      if (take('(')) {
        double value = sum();
        assertThat(take(')')).as("closed in %s", text).isTrue();
        return value;
      }
      if (text.startsWith("min(", at) || text.startsWith("max(", at)) {
        boolean largest = text.startsWith("max(", at);
        at += 4;
        double value = sum();
        while (take(',')) {
          double next = sum();
          value = largest ? Math.max(value, next) : Math.min(value, next);
        }
        assertThat(take(')')).as("closed in %s", text).isTrue();
        return value;
      }
      int start = at;
      while (at < text.length() && "0123456789.E".indexOf(text.charAt(at)) >= 0) {
        at++;
        if (text.startsWith("E-", at - 1)) {
          at++;
        }
      }
      return Double.parseDouble(text.substring(start, at));
    }
  }
}
