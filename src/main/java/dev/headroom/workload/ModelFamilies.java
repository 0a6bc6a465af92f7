package dev.headroom.workload;

import static dev.headroom.workload.ModelFamily.Trait.CHATGLM_HEADS;
import static dev.headroom.workload.ModelFamily.Trait.CHUNKED;
import static dev.headroom.workload.ModelFamily.Trait.ENCODER_DECODER;
import static dev.headroom.workload.ModelFamily.Trait.EXPLICIT;
import static dev.headroom.workload.ModelFamily.Trait.FALCON_HEADS;
import static dev.headroom.workload.ModelFamily.Trait.FOURFOLD;
import static dev.headroom.workload.ModelFamily.Trait.HALVED;
import static dev.headroom.workload.ModelFamily.Trait.LEARNED_POSITIONS;
import static dev.headroom.workload.ModelFamily.Trait.MULTI_QUERY_BY_DEFAULT;
import static dev.headroom.workload.ModelFamily.Trait.PARALLEL;
import static dev.headroom.workload.ModelFamily.Trait.PARALLEL_BY_DEFAULT;
import static dev.headroom.workload.ModelFamily.Trait.PLAIN;
import static dev.headroom.workload.ModelFamily.Trait.SHARED_EXPERT;
import static dev.headroom.workload.ModelFamily.Trait.TIED;
import static dev.headroom.workload.ModelFamily.Trait.TWO_MORE_POSITIONS;
import static dev.headroom.workload.ModelFamily.Trait.UNKNOWN;
import static dev.headroom.workload.ModelFamily.Trait.WIDE_EXPERTS;
import static dev.headroom.workload.ModelFamily.Trait.WINDOW_ON_REQUEST;

import dev.headroom.workload.ModelFamily.Trait;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The table of known {@code model_type} values. What a family implies was taken from the
 * configuration classes of the Transformers library and from published parameter counts.
 */
final class ModelFamilies {
  private static final Map<String, ModelFamily> KNOWN = new HashMap<>();

  static {
    add(Set.of(EXPLICIT), "transformer");
    decoders();
    windows();
    experts();
    olderDecoders();
    encoderDecoders();
  }

  private ModelFamilies() {}

  /** The family of this type, or a family that implies nothing but says that it is unknown. */
  static ModelFamily of(String type) {
    ModelFamily known = KNOWN.get(type);
    return known == null ? new ModelFamily(type, Set.of(UNKNOWN), 0, Map.of()) : known;
  }

  /** All known types. */
  static Set<String> types() {
    return Set.copyOf(KNOWN.keySet());
  }

  private static void decoders() {
    add(
        Set.of(),
        "llama",
        "phi3",
        "olmo",
        "olmo2",
        "glm",
        "glm4",
        "granite",
        "baichuan",
        "internlm",
        "internlm2",
        "internlm3",
        "yi",
        "seed_oss",
        "exaone");
    add(Set.of(TIED), "minicpm", "minicpm3", "ernie4_5", "smollm3");
    add(Set.of(), 0, Map.of(ConfigKey.KV_HEADS, 8), "mistral", "ministral");
    add(Set.of(HALVED), "qwen");
    add(Set.of(WINDOW_ON_REQUEST), "qwen2", "qwen2_vl", "qwen2_5_vl", "qwen2_5_vl_text", "mimo");
    Map<ConfigKey, Integer> qwen3 = Map.of(ConfigKey.HEAD_DIM, 128);
    add(Set.of(WINDOW_ON_REQUEST), 0, qwen3, "qwen3", "qwen3_vl", "qwen3_vl_text");
    add(Set.of(CHATGLM_HEADS), "chatglm");
    add(Set.of(TIED, PARALLEL), "cohere");
    add(Set.of(PLAIN), "nemotron", "arcee", "apertus", "persimmon");
    add(Set.of(PLAIN, PARALLEL), "phi");
    add(Set.of(), "stablelm");
    add(Set.of(PLAIN, TIED), "starcoder2");
    add(Set.of(TIED), 0, Map.of(ConfigKey.HEAD_DIM, 256), "gemma");
  }

  private static void windows() {
    Map<ConfigKey, Integer> gemma2 = Map.of(ConfigKey.HEAD_DIM, 256, ConfigKey.WINDOW, 4096);
    add(Set.of(TIED), 2, gemma2, "gemma2");
    Map<ConfigKey, Integer> gemma3 =
        Map.of(
            ConfigKey.HEADS, 8,
            ConfigKey.KV_HEADS, 4,
            ConfigKey.HEAD_DIM, 256,
            ConfigKey.VOCABULARY, 262_208,
            ConfigKey.WINDOW, 4096,
            ConfigKey.MAX_CONTEXT, 131_072);
    add(Set.of(TIED), 6, gemma3, "gemma3", "gemma3_text");
    add(Set.of(TIED, PARALLEL), 4, Map.of(ConfigKey.WINDOW, 4096), "cohere2");
    add(Set.of(), 4, Map.of(), "olmo3", "exaone4");
    Set<Trait> llama4 = Set.of(CHUNKED, WIDE_EXPERTS, SHARED_EXPERT);
    Map<ConfigKey, Integer> chunks =
        Map.of(ConfigKey.CHUNK, 8192, ConfigKey.UNROTATED_LAYER_INTERVAL, 4);
    add(llama4, 0, chunks, "llama4", "llama4_text");
  }

  private static void experts() {
    add(Set.of(WIDE_EXPERTS), 0, Map.of(ConfigKey.KV_HEADS, 8), "mixtral");
    add(Set.of(WIDE_EXPERTS), "olmoe", "phimoe", "minimax_m2", "dbrx");
    add(Set.of(WIDE_EXPERTS, TIED), "granitemoe", "granitemoeshared", "granitemoehybrid");
    add(Set.of(WIDE_EXPERTS), 2, Map.of(), "gpt_oss");
    add(Set.of(WINDOW_ON_REQUEST), "qwen2_moe");
    Map<ConfigKey, Integer> qwen3 = Map.of(ConfigKey.HEAD_DIM, 128);
    add(Set.of(WINDOW_ON_REQUEST), 0, qwen3, "qwen3_moe", "qwen3_vl_moe", "qwen3_vl_moe_text");
    add(
        Set.of(),
        "deepseek",
        "deepseek_v2",
        "deepseek_v3",
        "deepseek_v32",
        "kimi_k2",
        "glm4_moe",
        "glm4_moe_lite",
        "glm_moe_dsa",
        "dots1",
        "bailing_moe");
    add(Set.of(TIED), "ernie4_5_moe");
  }

  private static void olderDecoders() {
    add(Set.of(PLAIN, FOURFOLD, TIED, LEARNED_POSITIONS), "gpt2");
    add(Set.of(PLAIN, FOURFOLD, TIED, LEARNED_POSITIONS, MULTI_QUERY_BY_DEFAULT), "gpt_bigcode");
    add(Set.of(PLAIN, FOURFOLD, PARALLEL), "gptj", "codegen");
    add(Set.of(PLAIN, PARALLEL_BY_DEFAULT), "gpt_neox");
    Map<ConfigKey, Integer> falcon = Map.of(ConfigKey.MAX_CONTEXT, 2048);
    Set<Trait> falconTraits =
        Set.of(PLAIN, FOURFOLD, TIED, PARALLEL_BY_DEFAULT, FALCON_HEADS, MULTI_QUERY_BY_DEFAULT);
    add(falconTraits, 0, falcon, "falcon", "RefinedWeb", "RefinedWebModel");
    add(Set.of(PLAIN, FOURFOLD, TIED), "bloom", "mpt");
    add(Set.of(PLAIN, TIED, LEARNED_POSITIONS, TWO_MORE_POSITIONS), "opt");
  }

  private static void encoderDecoders() {
    add(Set.of(ENCODER_DECODER, PLAIN, TIED), "t5", "marian", "pegasus", "m2m_100");
    add(Set.of(ENCODER_DECODER, PLAIN), "mt5", "umt5");
    add(
        Set.of(ENCODER_DECODER, PLAIN, TIED, LEARNED_POSITIONS, TWO_MORE_POSITIONS),
        "bart",
        "mbart");
  }

  private static void add(Set<Trait> traits, String... types) {
    add(traits, 0, Map.of(), types);
  }

  private static void add(
      Set<Trait> traits, int localLayers, Map<ConfigKey, Integer> defaults, String... types) {
    for (String type : types) {
      KNOWN.put(type, new ModelFamily(type, traits, localLayers, defaults));
    }
  }
}
