package dev.headroom.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.Headroom;
import dev.headroom.timing.Estimate;
import dev.headroom.timing.KernelWish;
import dev.headroom.workload.AttentionVariant;
import dev.headroom.workload.Batch;
import dev.headroom.workload.DataType;
import dev.headroom.workload.ExecutionPolicy;
import dev.headroom.workload.Model;
import dev.headroom.workload.Phase;
import dev.headroom.workload.Precision;
import dev.headroom.workload.RuntimeCatalog;
import dev.headroom.workload.Scenario;
import dev.headroom.workload.Sharding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows say what an estimate of the same scenario says, whatever way leads to them. */
class SweepTest {
  private static final Presets PRESETS =
      new Presets(Headroom::model, Headroom::device, RuntimeCatalog::find);

  @TempDir private Path folder;

  private static SweepSpec spec(Map<String, String> axes, String phase, SweepSpec.Ranking ranking) {
    return new SweepSpec(
        phase,
        axes,
        Map.of(),
        List.of("batch_size % 3 != 1"),
        Map.of("gap", "roofline_s / lower_bound_s"),
        List.of(),
        ranking);
  }

  private static Map<String, String> axes() {
    Map<String, String> axes = new LinkedHashMap<>();
    axes.put("model", "llama-2-7b,gemma-2b");
    axes.put("device", "h100-sxm,tpu-v5e");
    axes.put("attention", "mha,gqa:4,mqa");
    axes.put("batch_size", "1-60");
    axes.put("context_length", "0-8000+211");
    return axes;
  }

  private static void format(double[] row, StringBuilder out) {
    for (double value : row) {
      out.append(value).append(' ');
    }
    out.append('\n');
  }

  private static final Metric[] COMPARED = {
    Metric.FLOP, Metric.BYTES, Metric.KV_CACHE_BYTES, Metric.MEMORY_REQUIRED_BYTES,
    Metric.LOWER_BOUND_S, Metric.ROOFLINE_S, Metric.PREDICTED_S, Metric.TOKENS_PER_S,
    Metric.USD_PER_MILLION_TOKENS, Metric.ENERGY_J_PER_TOKEN
  };

  private static double[] values(Estimate estimate) {
    return new double[] {
      estimate.cost().work().matmulFlop(),
      estimate.cost().traffic().total(),
      estimate.memory().kvCacheBytes(),
      estimate.memory().requiredBytes(),
      estimate.times().lowerBoundSeconds(),
      estimate.times().rooflineSeconds(),
      estimate.isPredicted() ? estimate.prediction().seconds() : Double.NaN,
      estimate.tokensPerSecond(),
      estimate.usdPerMillionTokens().orElse(Double.NaN),
      estimate.energyJoulesPerToken().orElse(Double.NaN)
    };
  }

  /**
   * By hand: MQA is faster at every batch and worse in perplexity, so each has its fastest point.
   */
  @Test
  void speedAgainstQuality() {
    Presets known =
        PRESETS.withQuality(new Presets.Quality(Map.of("mha", 1.424, "mqa", 1.439), false));
    SweepSpec spec =
        new SweepSpec(
            "decode",
            Map.of(
                "model",
                "shazeer-wmt-mha",
                "device",
                "h100-sxm",
                "attention",
                "mha,gqa:4,mqa",
                "batch_size",
                "1,8,64"),
            Map.of(),
            List.of(),
            Map.of(),
            List.of(),
            new SweepSpec.Ranking(0, "", List.of("speed", "quality")));
    SweepRun run = new SweepRun(SweepReader.read(spec, known), SweepTest::format);
    run.run(0, 9, 1, (text, done) -> {});
    // MQA's and MHA's largest batch; of GQA-4 nobody has said a figure.
    assertThat(run.indices()).containsExactly(8L, 2L);
    assertThatThrownBy(() -> SweepReader.read(spec, PRESETS))
        .hasMessage("--pareto: quality is what --quality FILE.csv says");
  }

  /** Spread over devices it is the estimate of that sharding, exchanges and waiting included. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "llama-2-70b h100-sxm decode 4,2,1,1,1,1d,heads",
        "llama-2-70b h100-sxm decode 8,1,2,1,1,2d,batch",
        "llama-2-70b tpu-v5e decode 4,1,2,1,1,gathered,heads",
        "llama-2-70b a100-80gb-sxm prefill 2,4,1,1,2,1d,heads",
        "mixtral-8x7b h100-sxm decode 2,1,4,8,1,1d,heads",
        "deepseek-v3 h200-sxm decode 8,1,1,1,1,1d,batch"
      })
  void aRowOfASpreadStepIsItsEstimate(String line) {
    String[] words = line.split(" ", 4);
    String[] ways = words[3].split(",", 7);
    Map<String, String> axes = new LinkedHashMap<>();
    axes.put("model", words[0]);
    axes.put("device", words[1]);
    String[] keys = {"tensor", "pipeline", "data", "expert", "context"};
    for (int i = 0; i < keys.length; i++) {
      axes.put(keys[i] + "_parallel", ways[i]);
    }
    axes.put("layout", ways[5]);
    axes.put("attention_layout", ways[6]);
    axes.put("query_length", words[2].equals("decode") ? "1" : "64-4096*4");
    axes.put("batch_size", "1-64*2");
    axes.put("context_length", "0,1000,30000");
    Sharding sharding =
        new Sharding(
            Integer.parseInt(ways[0]),
            Integer.parseInt(ways[1]),
            Integer.parseInt(ways[2]),
            Integer.parseInt(ways[3]),
            Integer.parseInt(ways[4]),
            Objects.requireNonNull(Sharding.WeightLayout.byKey().get(ways[5])),
            Objects.requireNonNull(Sharding.AttentionLayout.byKey().get(ways[6])));
    SweepSpec spec =
        new SweepSpec(
            words[2], axes, Map.of(), List.of(), Map.of(), List.of(), SweepSpec.Ranking.NONE);
    Sweep sweep = SweepReader.read(spec, PRESETS);
    PointRows rows = sweep.rows();
    Layout.Demand demand = sweep.ofColumns();
    Layout layout = new Layout(sweep.grid(), Map.of());
    for (long index = 0; index < sweep.grid().size(); index++) {
      assertThat(rows.moveTo(index)).isTrue();
      double[] row = rows.fill(demand);
      Question question = sweep.question(index);
      assertThat(question.sharding()).isEqualTo(sharding);
      double[] expected = values(question.answer());
      for (int m = 0; m < COMPARED.length; m++) {
        String what = COMPARED[m].key() + question.scenario().batch();
        double actual = row[layout.of(COMPARED[m])];
        if (Double.isNaN(expected[m])) {
          assertThat(actual).as(what).isNaN();
        } else {
          assertThat(actual / expected[m]).as(what).isEqualTo(1, within(1e-12));
        }
      }
      assertThat(row[layout.of(Metric.DEVICES_COUNT)]).isEqualTo(sharding.devices());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "llama-2-7b h100-sxm gqa:4 bf16 decode",
        "llama-2-7b a100-80gb-sxm mqa bf16 prefill",
        "gemma-3-27b h100-sxm mha fp8 decode",
        "deepseek-v3 h200-sxm mla bf16 decode",
        "deepseek-v3 h200-sxm mla bf16 prefill",
        "mixtral-8x7b tpu-v5e gqa:8 bf16 decode",
        "gpt-oss-120b h100-sxm gqa:8 bf16 prefill"
      })
  void aRowIsTheEstimateOfItsScenario(String line) {
    String[] words = line.split(" ", 5);
    Map<String, String> axes = new LinkedHashMap<>();
    axes.put("model", words[0]);
    axes.put("device", words[1]);
    axes.put("attention", words[2]);
    axes.put("dtype", words[3]);
    axes.put("query_length", words[4].equals("decode") ? "1-3" : "1-3000+123");
    axes.put("batch_size", "1-200+13");
    axes.put("context_length", "0-30000+1111");
    Sweep sweep = SweepReader.read(spec(axes, words[4], SweepSpec.Ranking.NONE), PRESETS);
    Model model = AttentionVariant.parse(words[2]).applyTo(Headroom.model(words[0]));
    Phase phase = words[4].equals("decode") ? Phase.DECODE : Phase.PREFILL;
    Scenario base =
        Scenario.decode(1, 0)
            .withPhase(phase)
            .withPolicy(ExecutionPolicy.FLASH)
            .withPrecision(Precision.of(DataType.valueOf(words[3].toUpperCase(Locale.ROOT))));
    PointRows rows = sweep.rows();
    Layout layout = new Layout(sweep.grid(), sweep.spec().derived());
    Random random = new Random(line.hashCode());
    for (int i = 0; i < 60; i++) {
      long index = random.nextLong(sweep.grid().size());
      assertThat(rows.moveTo(index)).isTrue();
      double[] row = rows.fill(sweep.ofColumns());
      List<Object> point = sweep.grid().values(index);
      int n = point.size();
      Batch batch =
          Batch.uniform((Long) point.get(n - 2), (Long) point.get(n - 3), (Long) point.get(n - 1));
      double[] expected =
          values(
              Estimate.of(
                  model, Headroom.device(words[1]), base.withBatch(batch), KernelWish.PREFERRED));
      for (int m = 0; m < COMPARED.length - 1; m++) {
        double actual = row[layout.of(COMPARED[m])];
        if (Double.isNaN(expected[m])) {
          assertThat(actual).as(COMPARED[m].key() + batch).isNaN();
        } else {
          assertThat(actual / expected[m])
              .as(COMPARED[m].key() + batch)
              .isEqualTo(1, within(1e-12));
        }
      }
    }
  }

  private static SweepSpec.Ranking ranking(String name) {
    return switch (name) {
      case "top" -> new SweepSpec.Ranking(17, "usd_per_million_tokens", List.of());
      case "front" ->
          new SweepSpec.Ranking(0, "", List.of("speed", "roofline_s", "context_length:max"));
      default -> SweepSpec.Ranking.NONE;
    };
  }

  private SweepFile file(Sweep sweep, String name, Shard shard) {
    return new SweepFile(folder.resolve(name), "header\n", sweep.fingerprint(), shard);
  }

  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** Killed at ten random points, with bytes behind the last good state as a torn write leaves. */
  @ParameterizedTest
  @ValueSource(strings = {"all", "top", "front"})
  void aKilledSweepContinuesToTheSameBytes(String kind) throws IOException {
    Sweep sweep = SweepReader.read(spec(axes(), "decode", ranking(kind)), PRESETS);
    SweepFile whole = file(sweep, kind, Shard.WHOLE);
    SweepRun.Counts counts = whole.run(sweep, SweepTest::format, 2, false, done -> {});
    SweepFile killed = file(sweep, kind + "-killed", Shard.WHOLE);
    Random random = new Random(11);
    for (int kill = 0; kill < 10; kill++) {
      // Early enough that a later run has something left: every run ends at most 2048 points on.
      long at = random.nextLong(sweep.grid().size() / 8);
      assertThatThrownBy(
              () ->
                  killed.run(
                      sweep,
                      SweepTest::format,
                      1 + random.nextInt(3),
                      true,
                      done -> {
                        pauseOnce(done, at);
                        if (done >= at) {
                          throw new Killed();
                        }
                      }))
          .isInstanceOf(Killed.class);
      assertThat(Files.exists(killed.file())).isFalse();
      if (Files.exists(killed.part())) {
        Files.writeString(killed.part(), "torn", StandardOpenOption.APPEND);
      }
    }
    SweepRun.Counts resumed = killed.run(sweep, SweepTest::format, 2, true, done -> {});
    assertThat(Files.readAllBytes(killed.file())).isEqualTo(Files.readAllBytes(whole.file()));
    assertThat(resumed).isEqualTo(counts);
    assertThat(Files.exists(killed.part()) || Files.exists(killed.progress())).isFalse();
  }

  /** Long enough for the state to be written down now and then. */
  private static void pauseOnce(long done, long at) {
    if (done < at && done > at / 2) {
      try {
        Thread.sleep(15);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  void anotherSweepIsNotContinued() {
    Sweep sweep = SweepReader.read(spec(axes(), "decode", SweepSpec.Ranking.NONE), PRESETS);
    SweepFile file = file(sweep, "x", Shard.WHOLE);
    try {
      new SweepState("other", Shard.WHOLE, 5, 0, 0, SweepRun.Counts.NONE, List.of(), -1)
          .write(file.progress());
      Files.writeString(file.part(), "");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    assertThatThrownBy(() -> file.run(sweep, SweepTest::format, 1, true, done -> {}))
        .hasMessageContaining("is of another sweep");
  }

  @ParameterizedTest
  @ValueSource(strings = {"all", "top", "front"})
  void mergedPartsAreTheWhole(String kind) throws IOException {
    Sweep sweep = SweepReader.read(spec(axes(), "decode", ranking(kind)), PRESETS);
    SweepFile whole = file(sweep, kind, Shard.WHOLE);
    whole.run(sweep, SweepTest::format, 2, false, done -> {});
    List<Path> parts = new ArrayList<>();
    for (int i = 5; i >= 1; i--) {
      SweepFile part = file(sweep, kind + i, new Shard(i, 5));
      part.run(sweep, SweepTest::format, 1, false, done -> {});
      parts.add(part.file());
    }
    Path merged = folder.resolve("merged");
    ShardMerge.merge(parts, merged);
    assertThat(Files.readAllBytes(merged)).isEqualTo(Files.readAllBytes(whole.file()));
    assertThatThrownBy(() -> ShardMerge.merge(parts.subList(1, 5), merged))
        .hasMessage("merge: part 5/5 is missing");
  }

  /** The best by hand: the cheapest point of a small grid is the one with the least cost. */
  @Test
  void rankedRowsAreTheBestOfAllRows() {
    Map<String, String> axes = axes();
    axes.put("context_length", "100,2000");
    Sweep all = SweepReader.read(spec(axes, "decode", SweepSpec.Ranking.NONE), PRESETS);
    int price = new Layout(all.grid(), all.spec().derived()).of(Metric.USD_PER_MILLION_TOKENS);
    List<double[]> rows = new ArrayList<>();
    new SweepRun(all, (row, text) -> rows.add(row.clone()))
        .run(0, all.grid().size(), 1, (text, done) -> {});
    Sweep best = SweepReader.read(spec(axes, "decode", ranking("top")), PRESETS);
    SweepRun run = new SweepRun(best, SweepTest::format);
    run.run(0, best.grid().size(), 2, (text, done) -> {});
    List<Long> expected =
        rows.stream()
            .filter(row -> !Double.isNaN(row[price]))
            .sorted(Comparator.comparingDouble(row -> row[price]))
            .limit(17)
            .map(row -> (long) row[0])
            .toList();
    assertThat(run.indices()).isEqualTo(expected);
    assertThat(rows).allSatisfy(row -> assertThat(row[row.length - 1]).isGreaterThanOrEqualTo(1));
  }
}
