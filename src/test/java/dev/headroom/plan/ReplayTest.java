package dev.headroom.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.document.InvalidDocumentException;
import dev.headroom.hardware.ProfileCatalog;
import dev.headroom.workload.DataType;
import dev.headroom.workload.Model;
import dev.headroom.workload.ModelCatalog;
import dev.headroom.workload.Precision;
import dev.headroom.workload.Sharding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayTest {
  @TempDir private Path folder = Path.of("");

  private static Deployment.Layout layout(String attention, StepOverhead overhead, int blocks) {
    Model llama = ModelCatalog.builtIn().find("llama-3.1-8b").model();
    Model model =
        attention.isEmpty()
            ? llama
            : dev.headroom.workload.AttentionVariant.parse(attention).applyTo(llama);
    EngineSettings engine =
        blocks == 0
            ? EngineSettings.USUAL
            : EngineSettings.USUAL.withMemory(16, 0.9, java.util.OptionalInt.of(blocks));
    return new Deployment(
            model,
            ProfileCatalog.builtIn().find("rtx-4090"),
            Precision.of(DataType.BF16),
            Sharding.NONE,
            engine,
            overhead)
        .layout(3000);
  }

  private static RequestStream requests(int n, double rate) {
    return new RequestMix.Independent(
            new Lengths.LogNormal(600, 300), new Lengths.LogNormal(150, 60))
        .stream(rate, true, n, 5);
  }

  private static Trace recorded(RequestStream requests, ServerRun run) {
    return new Trace(
        requests,
        Optional.of(
            new Trace.Measured(
                run.timesToFirstToken(), run.timesPerOutputToken(), run.latencies())));
  }

  /** The oracle is the overhead under which the run was recorded, which the replay is not told. */
  @Test
  void calibrationFindsTheOverheadOfARun() {
    StepOverhead truth = new StepOverhead(4e-3, 60e-6);
    RequestStream requests = requests(120, 3);
    ServerRun run = layout("", truth, 500).serve(Traffic.of(requests), ServerListener.DEAF);
    assertThat(run.totals().preemptions()).isPositive();
    Trace trace = recorded(requests, run);
    Deployment.Layout without = layout("", StepOverhead.NONE, 500);

    Replay blind = Replay.of(without, Traffic.of(requests), trace, 0);
    Replay told = Replay.of(without, Traffic.of(requests), trace, 60);

    Replay.Statistic mean = Replay.STATISTICS.get(0);
    Replay.Metric tpot = told.metrics().get(1);
    assertThat(tpot.key()).isEqualTo("tpot");
    assertThat(tpot.measured().n()).isEqualTo(60);
    assertThat(tpot.error(mean)).isCloseTo(0, within(0.02));
    assertThat(blind.metrics().get(1).error(mean)).isLessThan(-0.1);
    StepOverhead found = told.layout().deployment().overhead();
    // The two trade places where batches are alike; a step of 20 sequences is what is known.
    assertThat(found.perStepSeconds() + 20 * found.perSequenceSeconds())
        .isCloseTo(5.2e-3, within(0.5e-3));
  }

  @Test
  void aReplayUnderItsOwnOverheadHasNoError() {
    StepOverhead truth = new StepOverhead(1e-3, 10e-6);
    RequestStream requests = requests(50, 2);
    Deployment.Layout layout = layout("", truth, 0);
    ServerRun run = layout.serve(Traffic.of(requests), ServerListener.DEAF);
    Replay replay = Replay.of(layout, Traffic.of(requests), recorded(requests, run), 0);
    for (Replay.Metric metric : replay.metrics()) {
      for (Replay.Statistic statistic : Replay.STATISTICS) {
        assertThat(metric.error(statistic)).isZero();
      }
    }
    assertThat(replay.moments()).isNotEmpty();
    assertThatThrownBy(() -> Replay.of(layout, Traffic.of(requests), recorded(requests, run), 50))
        .hasMessageContaining("--calibrate-on: must leave some of the 50 requests");
  }

  /** TensorRT-LLM's users see the same: fewer KV heads, more sequences at a time, more tokens. */
  @Test
  void whenMemoryBindsThroughputIsOrderedAsKvMemoryIs() {
    double before = 0;
    for (String attention : List.of("mha", "gqa:8", "mqa")) {
      Deployment.Layout layout = layout(attention, StepOverhead.USUAL, 0);
      RequestStream requests =
          new RequestMix.Independent(new Lengths.Fixed(1500), new Lengths.Fixed(300))
              .stream(Double.POSITIVE_INFINITY, true, 60, 1);
      ServerRun run = layout.serve(Traffic.of(requests), ServerListener.DEAF);
      ServingSummary.Load load = ServingSummary.of(run, layout.scheduler().blocks()).load();
      assertThat(load.outputTokensPerSecond()).isGreaterThan(1.1 * before);
      before = load.outputTokensPerSecond();
    }
  }

  @Test
  void anEnginesOwnFileIsRead() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("meta.json"),
            "{\"model\": \"m\", \"engine_kwargs\": {\"max_num_seqs\": 64, \"tensor_parallel_size\": 2,"
                + " \"kv_cache_dtype\": \"fp8\", \"max_num_batched_tokens\": null},"
                + " \"kv_cache\": {\"num_gpu_blocks\": 777, \"block_size\": 32,"
                + " \"gpu_memory_utilization\": 0.8, \"enable_prefix_caching\": false},"
                + " \"resolved_config\": {\"scheduler_config\": {\"max_num_seqs\": 128,"
                + " \"max_num_batched_tokens\": 8192, \"async_scheduling\": false}}}");
    EngineFile read = EngineFile.read(file);
    EngineSettings settings = read.settings();
    assertThat(settings.maxSequences()).isEqualTo(128);
    assertThat(settings.maxBatchedTokens()).isEqualTo(8192);
    assertThat(settings.blocks()).hasValue(777);
    assertThat(settings.blockTokens()).isEqualTo(32);
    assertThat(settings.memoryUtilization()).isEqualTo(0.8);
    assertThat(settings.asynchronous()).isFalse();
    assertThat(settings.prefixCaching()).isFalse();
    assertThat(read.sharding()).isEqualTo(new Sharding(2, 1, 1));
    assertThat(read.kvCacheType()).hasValue("fp8");
    assertThat(settings.scheduler(777, false))
        .isEqualTo(new SchedulerSettings(128, 8192, 776, 1, true, false));
    Path bad =
        Files.writeString(folder.resolve("bad.json"), "{\"kv_cache\": {\"block_size\": -1}}");
    assertThatThrownBy(() -> EngineFile.read(bad))
        .isInstanceOf(InvalidDocumentException.class)
        .hasMessageContaining("kv_cache.block_size: must be from 1");
  }
}
