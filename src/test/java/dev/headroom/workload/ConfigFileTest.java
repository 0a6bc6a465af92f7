package dev.headroom.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.document.JsonReader;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

/** A {@code config.json} of every family is read as its model card describes it. */
@Tag("reference")
class ConfigFileTest {
  private static ImportedModel read(String name) {
    String file = name + ".json";
    return ModelReader.read(name, JsonReader.read(file, TestResources.text("configs/" + file)));
  }

  @ParameterizedTest(name = "{0}")
  @CsvFileSource(resources = "configs.csv", numLinesToSkip = 1)
  void isReadAsItsModelCardSays(
      String name,
      double published,
      String source,
      long kvElements,
      String kvWorked,
      String layers,
      String variant,
      int warnings) {
    ImportedModel imported = read(name);
    Model model = imported.model();
    assertThat((double) model.parameters())
        .as(source)
        .isCloseTo(published, within(0.02 * published));
    assertThat(model.cacheElementsPerToken()).as(kvWorked).isEqualTo(kvElements);
    assertThat(layersOf(model)).isEqualTo(layers);
    assertThat(model.attention().variant()).isEqualTo(variant);
    assertThat(imported.warnings()).hasSize(warnings);
  }

  private static String layersOf(Model model) {
    return model.decoder().stream()
        .map(group -> group.count() + " " + describe(group.layer()))
        .collect(Collectors.joining("; "));
  }

  private static String describe(Layer layer) {
    String block = layer.feedForward() instanceof FeedForward.Experts ? "experts" : "dense";
    String mask = layer.attention().mask().describe();
    return mask + " " + block + (layer.parallel() ? " parallel" : "");
  }

  /** Two matrices or three, and how wide: what the parameter count alone could hide. */
  @ParameterizedTest
  @CsvSource({
    "tinyllama-1-1b, true, 5632",
    "gpt2, false, 3072",
    "gpt-j-6b, false, 16384",
    "falcon-7b, false, 18176",
    "mpt-7b, false, 16384",
    "bloom-7b1, false, 16384",
    "starcoder2-3b, false, 12288",
    "t5-large, false, 4096",
    "flan-t5-xl, true, 5120",
    "bart-large, false, 4096",
    "chatglm3-6b, true, 13696",
    "qwen-7b, true, 11008",
    "gemma-2b, true, 16384"
  })
  void denseBlocks(String name, boolean gated, int width) {
    assertThat(read(name).model().decoder().get(0).layer().feedForward())
        .isEqualTo(new FeedForward.Dense(width, gated));
  }

  /** Experts, experts a token, their width and the width of the shared ones. */
  @ParameterizedTest
  @CsvSource({
    "mixtral-8x7b, 8, 2, 14336, 0",
    "qwen1-5-moe-a2-7b, 60, 4, 1408, 5632",
    "qwen3-30b-a3b, 128, 8, 768, 0",
    "dbrx, 16, 4, 10752, 0",
    "deepseek-v2-lite, 64, 6, 1408, 2816",
    "deepseek-v3, 256, 8, 2048, 2048",
    "llama-4-maverick, 128, 1, 8192, 8192",
    "ernie-4-5-21b-a3b, 64, 6, 1536, 3072",
    "gpt-oss-20b, 32, 4, 2880, 0",
    "minimax-m2, 256, 8, 1536, 0"
  })
  void experts(String name, int experts, int perToken, int width, int shared) {
    assertThat(read(name).model().decoder())
        .extracting(group -> group.layer().feedForward())
        .contains(new FeedForward.Experts(experts, perToken, width, shared, true));
  }

  /** Vocabulary, whether tied, and rows of learned positions: OPT and BART have two more. */
  @ParameterizedTest
  @CsvSource({
    "gpt2, 50257, true, 1024",
    "opt-6-7b, 50272, true, 2050",
    "bart-large, 50265, true, 2052",
    "starcoder, 49152, true, 8192",
    "gpt-j-6b, 50400, false, 0",
    "t5-large, 32128, true, 0",
    "flan-t5-xl, 32128, false, 0",
    "chatglm3-6b, 65024, false, 0",
    "gemma-3-4b, 262208, true, 0",
    "falcon-7b, 65024, true, 0",
    "command-r, 256000, true, 0",
    "dbrx, 100352, false, 0"
  })
  void tables(String name, int vocabulary, boolean tied, int positions) {
    assertThat(read(name).model().embedding())
        .isEqualTo(new Embedding(vocabulary, tied, positions));
  }

  @Test
  void encoderAndCrossAttentionOfT5() {
    Model model = read("t5-large").model();
    GroupedAttention all = new GroupedAttention(16, 16, 64, 64, new Mask.Bidirectional());
    FeedForward block = new FeedForward.Dense(4096, false);
    assertThat(model.encoder())
        .containsExactly(new LayerGroup(24, new Layer(all, null, block, false)));
    assertThat(model.decoder())
        .containsExactly(
            new LayerGroup(24, new Layer(all.withMask(new Mask.Causal()), all, block, false)));
  }

  /** DeepSeek lists 128 KV heads that it never caches: the latent is what counts. */
  @Test
  void latentBeforeKvHeads() {
    assertThat(read("deepseek-v3").model().attention())
        .isEqualTo(
            new LatentAttention(
                128, 512, 1536, 128, 64, 128, LatentAttention.Form.AUTO, new Mask.Causal()));
    assertThat(read("minicpm3-4b").model().attention())
        .isEqualTo(
            new LatentAttention(
                40, 256, 768, 64, 32, 64, LatentAttention.Form.AUTO, new Mask.Causal()));
    assertThat(read("deepseek-v2-lite").model().attention())
        .isEqualTo(
            new LatentAttention(
                16, 512, 0, 128, 64, 128, LatentAttention.Form.AUTO, new Mask.Causal()));
  }

  @Test
  void warningsSayWhatIsAssumedOrLeftOut() {
    assertThat(read("unheard-of").warnings())
        .containsExactly(
            "unheard-of.json:2:17 model_type: unknown type 'llamma' (like 'llama'?); assumed: a"
                + " gated feed-forward of three matrices (activation silu); no table of learned"
                + " positions; an output head of its own; attention before feed-forward in each"
                + " layer");
    assertThat(read("gemma-3-4b").warnings())
        .containsExactly(
            "gemma-3-4b.json:9:19 text_config.model_type: only the text model 'gemma3_text' is"
                + " counted");
    assertThat(read("deepseek-v3-2").warnings()).isEmpty();
    assertThat(read("deepseek-v3-2").model().attention().mask())
        .isEqualTo(new Mask.TopK(2048, Optional.of(new Indexer(64, 128))));
  }

  @ParameterizedTest
  @CsvSource({
    "tinyllama-1-1b, FP32, 2048",
    "mistral-7b-v0-3, BF16, 32768",
    "gemma-3-4b, BF16, 131072",
    "llama-4-scout, , 10485760",
    "bloom-7b1, , 2048",
    "falcon-7b, , 2048"
  })
  void storedTypeAndLongestContext(String name, DataType type, long maxContext) {
    ImportedModel imported = read(name);
    assertThat(imported.dataType().orElse(null)).isEqualTo(type);
    assertThat(imported.model().maxContext()).isEqualTo(maxContext);
  }
}
