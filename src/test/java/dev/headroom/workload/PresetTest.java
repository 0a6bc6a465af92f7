package dev.headroom.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

/** The built-in presets have the published sizes; expected values stand in {@code presets.csv}. */
@Tag("reference")
class PresetTest {
  private static final ModelCatalog CATALOG = ModelCatalog.builtIn();

  private static Model preset(String name) {
    return CATALOG.find(name).model();
  }

  @ParameterizedTest
  @CsvFileSource(resources = "presets.csv", useHeadersInDisplayName = true)
  void hasThePublishedSize(
      String name, long published, double tolerance, long kvElements, String variant) {
    ImportedModel imported = CATALOG.find(name);
    Model model = imported.model();
    assertThat(model.name()).isEqualTo(name);
    assertThat((double) model.parameters()).isCloseTo(published, within(tolerance * published));
    assertThat(model.cacheElementsPerToken()).isEqualTo(kvElements);
    // One query head is multi-head and multi-query at once; the program calls it multi-head.
    assertThat(model.attention().variant()).isEqualTo(variant);
    assertThat(imported.origin().publishedParameters()).hasValue(published);
    assertThat(imported.warnings()).isEmpty();
  }

  @Test
  void everyPresetHasAnExpectation() {
    List<String> expected =
        TestResources.lines("presets.csv")
            .filter(line -> !line.startsWith("#") && !line.startsWith("name,"))
            .map(line -> line.substring(0, line.indexOf(',')))
            .sorted()
            .toList();
    assertThat(CATALOG.names()).isEqualTo(expected).hasSize(65);
  }

  /** Shazeer 2019, section 4.1: 4·d·h·k and 2·d·h·k + 2·d·k with d 1024, h 8, k 128. */
  @ParameterizedTest
  @CsvSource({
    "shazeer-wmt-mha, 4194304",
    "shazeer-wmt-mqa, 2359296",
    "shazeer-lm1b-mha, 4194304",
    "shazeer-lm1b-mqa, 2359296"
  })
  void attentionLayersOfThePaper(String name, long weights) {
    Model model = preset(name);
    assertThat(model.attention().parameters(model.modelDim())).isEqualTo(weights);
  }

  /** Shazeer 2019, section 4.1: the feed-forward widths that give every variant 211 M or 192 M. */
  @ParameterizedTest
  @CsvSource({
    "shazeer-wmt-mqa, shazeer-wmt-mha, 5440",
    "shazeer-wmt-mqa-local, shazeer-wmt-mha, 5440",
    "shazeer-wmt-h1-k128, shazeer-wmt-mha, 6784",
    "shazeer-wmt-h2-k64, shazeer-wmt-mha, 6784",
    "shazeer-wmt-h4-k32, shazeer-wmt-mha, 6784",
    "shazeer-wmt-h8-k16, shazeer-wmt-mha, 6784",
    "shazeer-lm1b-mqa, shazeer-lm1b-mha, 9088",
    "shazeer-lm1b-h1-k128, shazeer-lm1b-mha, 9984",
    "shazeer-lm1b-h8-k16, shazeer-lm1b-mha, 9984"
  })
  void widthsOfThePaperAreFoundAgain(String variant, String baseline, int width) {
    Model narrow = withFeedForwardOf(preset(variant), preset(baseline));
    Model matched = ParameterMatching.match(narrow, preset(baseline));
    assertThat(matched.decoder().get(0).layer().feedForward())
        .isEqualTo(new FeedForward.Dense(width, false));
    assertThat(preset(variant).decoder().get(0).layer().feedForward())
        .isEqualTo(new FeedForward.Dense(width, false));
  }

  private static Model withFeedForwardOf(Model model, Model other) {
    FeedForward block = other.decoder().get(0).layer().feedForward();
    return model.mapLayers(
        layer -> new Layer(layer.attention(), layer.crossAttention(), block, layer.parallel()));
  }

  @Test
  void multiQueryVariantOfTheBaselineIsThePapersModel() {
    Model baseline = preset("shazeer-wmt-mha");
    Model variant = AttentionVariant.parse("mqa").applyTo(baseline);
    // 178 M without the wider feed-forward, as tensor2tensor's own comment says.
    assertThat((double) variant.parameters()).isCloseTo(178e6, within(0.5e6));
    Model matched = ParameterMatching.match(variant, baseline);
    Model published = preset("shazeer-wmt-mqa");
    assertThat(matched.decoder()).isEqualTo(published.decoder());
    assertThat(matched.encoder()).isEqualTo(published.encoder());
  }

  @Test
  void translationModelIsThePapersShape() {
    Model model = preset("shazeer-wmt-mha");
    Model expected = Models.wmt(8, 4096);
    assertThat(model.decoder()).isEqualTo(expected.decoder());
    assertThat(model.encoder()).isEqualTo(expected.encoder());
    assertThat(model.embedding()).isEqualTo(expected.embedding());
    assertThat(model.maxContext()).isEqualTo(256);
  }

  @Test
  void localVariantsWindowTheDecodersSelfAttentionOnly() {
    Model local = preset("shazeer-wmt-mqa-local");
    Model expected = Models.wmt(8, 1, 128, 5440, new Mask.Window(32));
    assertThat(local.decoder()).isEqualTo(expected.decoder());
    assertThat(local.encoder()).isEqualTo(expected.encoder());
  }

  @Test
  void languageModelHasItsOwnOutputHeadAndPositions() {
    Model model = preset("shazeer-lm1b-mha");
    assertThat(model.embedding()).isEqualTo(new Embedding(32_256, false, 256));
    assertThat(model.encoder()).isEmpty();
  }

  /** Positions that are sinusoidal or relative need no table. */
  @ParameterizedTest
  @CsvSource({
    "transformer-big-vaswani, 37000, true",
    "t5-v1-1-xxl, 32128, false",
    "palm-540b, 256000, true"
  })
  void noTableOfPositions(String name, int vocabulary, boolean tied) {
    assertThat(preset(name).embedding()).isEqualTo(new Embedding(vocabulary, tied, 0));
  }

  /** DeepSeek-V2, table 9: against multi-head attention of 16 heads of 128, 27·2·16·128. */
  @Test
  void multiHeadBaselineOfALatentModel() {
    Model latent = preset("deepseek-v2-lite");
    assertThat(latent.cacheElementsPerToken()).isEqualTo(15_552);
    Model multiHead = AttentionVariant.parse("mha").applyTo(latent);
    assertThat(multiHead.cacheElementsPerToken()).isEqualTo(110_592);
  }

  /** DeepSeek-V2, table 9: the large model against its own baseline of 56 heads of 128. */
  @Test
  void cacheOfTheLargeLatentModel() {
    assertThat(preset("deepseek-v2-236b").cacheElementsPerToken()).isEqualTo(34_560);
    GroupedAttention baseline = new GroupedAttention(56, 56, 128, 128, new Mask.Causal());
    assertThat(60 * baseline.cacheElementsPerToken()).isEqualTo(860_160);
  }

  /** 61 layers, the first three dense; 256 experts of 2048, 8 per token, one shared. */
  @Test
  void deepSeekHasDenseLayersFirst() {
    Attention attention =
        new LatentAttention(
            128, 512, 1536, 128, 64, 128, LatentAttention.Form.AUTO, new Mask.Causal());
    assertThat(preset("deepseek-v3").decoder())
        .containsExactly(
            new LayerGroup(3, Layer.of(attention, new FeedForward.Dense(18_432, true))),
            new LayerGroup(
                58, Layer.of(attention, new FeedForward.Experts(256, 8, 2048, 2048, true))));
  }

  /** Layers by mask: local and global, as the models' papers state the interleaving. */
  @ParameterizedTest
  @CsvSource({
    "mistral-7b-v0-1, 32, window 4096, 0",
    "phi-3-mini-3-8b, 32, window 2047, 0",
    "gemma-2-9b, 21, window 4096, 21",
    "gemma-3-4b, 29, window 1024, 5",
    "gemma-3-27b, 52, window 1024, 10",
    "gpt-oss-120b, 18, window 128, 18",
    "llama-4-scout-17b-16e, 36, chunk 8192, 12",
    "olmo-3-32b, 48, window 4096, 16",
    "llama-2-7b, 0, none, 32"
  })
  void localAndGlobalLayers(String name, int local, String mask, int global) {
    List<LayerGroup> decoder = preset(name).decoder();
    assertThat(layersWith(decoder, mask)).isEqualTo(local);
    assertThat(layersWith(decoder, "causal")).isEqualTo(global);
  }

  private static int layersWith(List<LayerGroup> decoder, String mask) {
    return decoder.stream()
        .filter(group -> group.layer().attention().mask().describe().equals(mask))
        .mapToInt(LayerGroup::count)
        .sum();
  }

  /** PaLM and its kind compute attention and feed-forward side by side. */
  @ParameterizedTest
  @CsvSource({
    "palm-540b, true",
    "gpt-j-6b, true",
    "falcon-7b, true",
    "falcon-180b, true",
    "llama-2-70b, false",
    "starcoder-15-5b, false"
  })
  void parallelBlocks(String name, boolean parallel) {
    assertThat(preset(name).decoder().get(0).layer().parallel()).isEqualTo(parallel);
  }
}
