package dev.headroom.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.cost.StepModel;
import dev.headroom.hardware.DeviceProfile;
import dev.headroom.hardware.ProfileCatalog;
import dev.headroom.workload.DataType;
import dev.headroom.workload.ExecutionPolicy;
import dev.headroom.workload.KvFormat;
import dev.headroom.workload.Model;
import dev.headroom.workload.ModelCatalog;
import dev.headroom.workload.Precision;
import dev.headroom.workload.Scenario;
import dev.headroom.workload.Sharding;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShardingTest {
  private static final Precision BF16 = Precision.of(DataType.BF16);

  private static Model model(String name) {
    return ModelCatalog.builtIn().find(name).model();
  }

  private static DeviceProfile device(String name) {
    return ProfileCatalog.builtIn().find(name);
  }

  private static Deployment.Layout layout(
      String model, String device, Precision types, int tensor) {
    return new Deployment(
            model(model),
            device(device),
            types,
            new Sharding(tensor, 1, 1),
            EngineSettings.USUAL,
            StepOverhead.NONE)
        .layout(4096);
  }

  /**
   * Llama-3.1-8B: 32 layers of 8 KV heads of 128 + 128 elements of 2 bytes are 131,072 bytes a
   * token; of its 8,030,261,248 parameters two bytes each.
   */
  @ParameterizedTest
  @CsvSource({"1, 131072", "2, 65536", "8, 16384", "16, 16384", "32, 16384"})
  void kvHeadsAreReplicatedWhereThereAreFewerThanWays(int ways, double bytesPerToken) {
    Deployment.Layout layout = layout("llama-3.1-8b", "h100-sxm", BF16, Math.min(ways, 8));
    assertThat(layout.demand().blockBytes()).isEqualTo(16 * 131_072 / Math.min(ways, 8.0));
    Model shard = new Sharding(ways, 1, 1).shard(model("llama-3.1-8b"));
    StepModel step =
        StepModel.of(
            shard, Scenario.decode(1, 1).withPolicy(ExecutionPolicy.FLASH.withPageTokens(16)));
    assertThat(KvDemand.of(step, 16, 64).blockBytes()).isEqualTo(16 * bytesPerToken);
  }

  @Test
  void weightsDivideAndNormsDoNot() {
    assertThat(layout("llama-3.1-8b", "h100-sxm", BF16, 1).memory().weightBytes())
        .isEqualTo(2 * 8_030_261_248.0);
    // 65 norms of 4096 elements on each of two devices.
    assertThat(layout("llama-3.1-8b", "h100-sxm", BF16, 2).memory().weightBytes())
        .isEqualTo(8_030_261_248.0 + 65 * 4096);
  }

  @Test
  void latentsAreReplicated() {
    Model deepseek = model("deepseek-v3");
    Scenario paged = Scenario.decode(1, 1).withPolicy(ExecutionPolicy.FLASH.withPageTokens(16));
    double whole = KvDemand.of(StepModel.of(deepseek, paged), 16, 64).blockBytes();
    double shard =
        KvDemand.of(StepModel.of(new Sharding(8, 1, 1).shard(deepseek), paged), 16, 64)
            .blockBytes();
    // 61 layers, 512 + 64 elements of 2 bytes, 16 tokens.
    assertThat(whole).isEqualTo(61 * 576 * 2 * 16.0);
    assertThat(shard).isEqualTo(whole);
  }

  @Test
  void stagesHoldTheirLayers() {
    Model half = new Sharding(1, 2, 1).shard(model("llama-3.1-8b"));
    assertThat(half.decoderLayers()).isEqualTo(16);
    assertThat(new Sharding(1, 3, 1).shard(model("llama-3.1-8b")).decoderLayers()).isEqualTo(11);
  }

  @Test
  void whatDoesNotDivideIsRefusedByName() {
    Model llama = model("llama-3.1-8b");
    assertThatThrownBy(() -> new Sharding(3, 1, 1).shard(llama))
        .hasMessageContaining("--tensor-parallel: 3 ways")
        .hasMessageContaining("8 KV heads");
    assertThatThrownBy(() -> new Sharding(1, 33, 1).shard(llama))
        .hasMessageContaining("--pipeline-parallel: must be at most the layers, 32, was 33");
    assertThatThrownBy(() -> new Sharding(0, 1, 1))
        .hasMessageContaining("--tensor-parallel: must be at least 1, was 0");
  }

  @Test
  void aWindowCapsTheBlocksOfLongSequences() {
    // Mistral-7B v0.1: a window of 4096 in all layers, so that 8192 tokens take no more blocks.
    Model mistral = model("mistral-7b-v0.1");
    StepModel step =
        StepModel.of(
            mistral, Scenario.decode(1, 1).withPolicy(ExecutionPolicy.FLASH.withPageTokens(16)));
    KvDemand demand = KvDemand.of(step, 16, 10_000);
    assertThat(demand.blocks(1)).isEqualTo(1);
    assertThat(demand.blocks(17)).isEqualTo(2);
    assertThat(demand.blocks(4096)).isEqualTo(256);
    assertThat(demand.blocks(8192)).isBetween(256, 258);
  }

  @Test
  void eightBitsHalveABlock() {
    Precision eight = BF16.withKvCache(KvFormat.of(DataType.FP8));
    assertThat(layout("llama-3.1-8b", "h100-sxm", eight, 1).demand().blockBytes())
        .isEqualTo(16 * 65_536.0);
  }

  @Test
  void memoryAddsUp() {
    MemoryPlan memory = layout("llama-3.1-8b", "h100-sxm", BF16, 1).memory();
    double all =
        memory.weightBytes() + memory.workspaceBytes() + memory.reserveBytes() + memory.kvBytes();
    assertThat(all).isLessThanOrEqualTo(memory.usableBytes());
    assertThat(memory.usableBytes() - all).isLessThan(memory.blockBytes());
    assertThat(memory.usableBytes()).isCloseTo(0.9 * 80 * (1L << 30), within(1.0));
    assertThat(memory.missingBytes(memory.blocks())).isZero();
    assertThat(memory.missingBytes(memory.blocks() + 2)).isBetween(1.0, 2 * memory.blockBytes());
  }

  @Test
  void whatTheEngineFoundRoomForHolds() {
    Deployment deployment =
        new Deployment(
            model("llama-3.1-8b"),
            device("rtx-4090"),
            BF16,
            Sharding.NONE,
            EngineSettings.USUAL.withMemory(16, 0.9, OptionalInt.of(2588)),
            StepOverhead.NONE);
    // One block of vLLM's stays empty.
    assertThat(deployment.layout(100).scheduler().blocks()).isEqualTo(2587);
  }

  @Test
  void stagesTakeTheirTimeInTurn() {
    StepTime linear = (d, dk, c, ct, ck) -> 1 + d + 0.001 * dk + ct;
    StepTime two = new PipelinedStepTime(linear, 2);
    // Groups of 2 sequences with 20 keys: two stage times of 1 + 2 + 0.02.
    assertThat(two.seconds(4, 40, 0, 0, 0)).isCloseTo(6.04, within(1e-12));
    // One chunk goes through both stages.
    assertThat(two.seconds(0, 0, 1, 5, 5)).isCloseTo(12, within(1e-12));
    assertThat(new PipelinedStepTime(linear, 1).seconds(4, 40, 0, 0, 0))
        .isCloseTo(5.04, within(1e-12));
  }
}
