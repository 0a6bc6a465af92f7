package dev.headroom.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.headroom.document.InvalidDocumentException;
import dev.headroom.document.JsonReader;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every kind of fault of a model file is told with its place, its value and what would be right.
 */
class ModelFaultsTest {
  /** Line 9 is free for the key under test. */
  private static final String LLAMA =
      """
      {
      "model_type": "llama",
      "hidden_size": 256,
      "num_hidden_layers": 4,
      "num_attention_heads": 8,
      "intermediate_size": 512,
      "vocab_size": 1000,
      "max_position_embeddings": 128,
      "extra": 0
      }
      """;

  private static ImportedModel read(String json) {
    return ModelReader.read("tiny", JsonReader.read("c.json", json));
  }

  private static void assertRefused(String json, String message) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(InvalidDocumentException.class)
        .hasMessage(message);
  }

  static Stream<Arguments> extraKeys() {
    return Stream.of(
        arguments(
            "\"num_key_value_heads\": [8, 4, 4, 8]",
            "c.json:9:24 num_key_value_heads: must be one whole number, was a list; values that"
                + " differ from layer to layer are not modelled"),
        arguments(
            "\"num_key_value_heads\": 3",
            "c.json:9:24 num_key_value_heads: must divide num_attention_heads 8, was 3"),
        arguments(
            "\"num_key_value_heads\": 0",
            "c.json:9:24 num_key_value_heads: must be from 1 to 1048576, was 0"),
        arguments(
            "\"num_key_value_heads\": \"2\"",
            "c.json:9:24 num_key_value_heads: must be a whole number such as 1, was the text '2'"),
        arguments(
            "\"num_key_value_head\": 2",
            "c.json:9:23 num_key_value_head: unknown key; did you mean 'num_key_value_heads'?"),
        arguments("\"n_embd\": 512", "c.json:9:11 n_embd: must equal hidden_size 256, was 512"),
        arguments(
            "\"tie_word_embeddings\": 1",
            "c.json:9:24 tie_word_embeddings: must be true or false, was the number 1"),
        arguments(
            "\"layer_types\": [\"full_attention\", \"linear_attention\", \"linear_attention\","
                + " \"full_attention\"]",
            "c.json:9:35 layer_types[1]: layers of type 'linear_attention' are not modelled;"
                + " known: full_attention, sliding_attention, chunked_attention"),
        arguments(
            "\"layer_types\": [\"full_attention\"]",
            "c.json:9:16 layer_types: must name 4 layers, one each, named 1"),
        arguments(
            "\"layer_types\": \"full_attention\"",
            "c.json:9:16 layer_types: must be a list such as [a, b], was the text"
                + " 'full_attention'"),
        arguments(
            "\"layer_types\": [\"full_attention\", \"full_attention\", \"full_attention\","
                + " \"sliding_attention\"]",
            "c.json:1:1: missing key 'sliding_window'"),
        arguments(
            "\"attention_chunk_size\": 64",
            "c.json:9:25 attention_chunk_size: needs layer_types, which says which layers are"
                + " chunked"),
        arguments(
            "\"sliding_window\": 64, \"sliding_window_pattern\": \"LLXG\"",
            "c.json:9:49 sliding_window_pattern: must be a whole number or letters L (local) and"
                + " G (global), was 'LLXG'"),
        arguments(
            "\"kv_lora_rank\": 64, \"qk_nope_head_dim\": 32",
            "c.json:1:1: missing key 'qk_rope_head_dim'\nc.json:1:1: missing key 'v_head_dim'"),
        arguments(
            "\"num_experts\": 8, \"num_experts_per_tok\": 16, \"moe_intermediate_size\": 64",
            "c.json:9:42 num_experts_per_tok: must be at most the number of experts 8, was 16"),
        arguments(
            "\"num_experts\": 8, \"num_experts_per_tok\": 2",
            "c.json:1:1: missing key 'moe_intermediate_size'"),
        arguments(
            "\"num_experts\": 8, \"moe_intermediate_size\": 64",
            "c.json:1:1: missing key 'num_experts_per_tok' (or num_experts_per_token,"
                + " experts_per_token, moe_topk, moe_top_k, moe_k, ffn_config.moe_top_k)"),
        arguments(
            "\"num_routed_experts\": 8",
            "c.json:9:23 num_routed_experts: speaks of experts, whose number is missing; expected"
                + " one of n_routed_experts, num_local_experts, num_experts, moe_num_experts,"
                + " ffn_config.moe_num_experts"),
        arguments(
            "\"num_experts\": 8, \"num_experts_per_tok\": 2, \"moe_intermediate_size\": 64,"
                + " \"moe_layer_freq\": [0, 1]",
            "c.json:9:92 moe_layer_freq: must mark 4 layers, marked 2"),
        arguments(
            "\"num_experts\": 8, \"num_experts_per_tok\": 2, \"moe_intermediate_size\": 64,"
                + " \"mlp_layer_types\": [\"dense\", \"sparse\", \"spars\", \"sparse\"]",
            "c.json:9:113 mlp_layer_types[2]: unknown value 'spars'; did you mean 'sparse'? known:"
                + " dense, sparse"),
        arguments(
            "\"num_experts\": 8, \"num_experts_per_tok\": 2, \"moe_intermediate_size\": 64,"
                + " \"mlp_layer_types\": [\"dense\"]",
            "c.json:9:93 mlp_layer_types: must name 4 layers, one each, named 1"),
        arguments(
            "\"num_experts\": 8, \"num_experts_per_tok\": 2, \"moe_intermediate_size\": 64,"
                + " \"mlp_only_layers\": [4]",
            "c.json:9:94 mlp_only_layers[0]: must be from 0 to 3, was 4"),
        arguments(
            "\"num_kv_shared_layers\": 4",
            "c.json:9:25 num_kv_shared_layers: must be below the number of layers 4, was 4"),
        arguments(
            "\"attention_k_eq_v\": true, \"num_kv_shared_layers\": 2",
            "c.json:9:21 attention_k_eq_v: cannot be modelled together with layers that share"
                + " caches"),
        arguments(
            "\"full_attention_interval\": 4",
            "c.json:9:28 full_attention_interval: must be absent, was the number 4; linear"
                + " attention cannot be modelled"),
        arguments(
            "\"mamba_d_state\": 128",
            "c.json:9:18 mamba_d_state: must be absent, was the number 128; state-space layers"
                + " cannot be modelled"),
        arguments(
            "\"block_configs\": [{}]",
            "c.json:9:18 block_configs: must be absent, was a list; layers that differ in their"
                + " heads cannot be modelled"),
        arguments(
            "\"headroom\": 1",
            "c.json:9:13 headroom: must be a mapping of keys to values, was the number 1"),
        arguments(
            "\"hc_mult\": 4.5",
            "c.json:9:12 hc_mult: must be absent, was the number 4.5; several residual streams"
                + " cannot be modelled"),
        arguments(
            "\"layer_types\": [\"linear_attention\", \"linear_attention\", \"conv\", \"conv\"]",
            "c.json:9:17 layer_types[0]: layers of type 'linear_attention' are not modelled; known:"
                + " full_attention, sliding_attention, chunked_attention\n"
                + "c.json:9:57 layer_types[2]: layers of type 'conv' are not modelled; known:"
                + " full_attention, sliding_attention, chunked_attention"),
        arguments(
            "\"compress_ratios\": [4]",
            "c.json:9:20 compress_ratios: must be absent, was a list; a compressed cache cannot be"
                + " modelled"),
        arguments(
            "\"word_embed_proj_dim\": 128",
            "c.json:9:24 word_embed_proj_dim: must equal hidden_size 256, was 128; a narrower token"
                + " table cannot be modelled"),
        arguments(
            "\"headroom\": {\"title\": \"T\", \"sourc\": \"x\", \"evidence\": \"read\"}",
            "c.json:9:13 headroom: missing key 'source'\n"
                + "c.json:9:28 headroom: unknown key 'sourc'; did you mean 'source'? known: title,"
                + " source, evidence, published_parameters, aliases"),
        arguments(
            "\"headroom\": {\"title\": \"T\", \"source\": \"x\", \"evidence\": \"guessed\"}",
            "c.json:9:55 headroom.evidence: unknown value 'guessed'; known: read, recalled"));
  }

  @ParameterizedTest
  @MethodSource("extraKeys")
  void refusesKeys(String extra, String message) {
    assertRefused(LLAMA.replace("\"extra\": 0", extra), message);
  }

  static Stream<Arguments> otherFamilies() {
    return Stream.of(
        arguments(
            "mamba2",
            "c.json:2:15 model_type: 'mamba2' cannot be modelled: it has state-space layers"),
        arguments(
            "whisper",
            "c.json:2:15 model_type: 'whisper' cannot be modelled: it has an encoder of audio"),
        arguments("bert", "c.json:2:15 model_type: 'bert' cannot be modelled: it has no decoder"),
        arguments(
            "transformer",
            "c.json:1:1: missing key 'is_gated_act'\n"
                + "c.json:1:1: missing key 'position_embedding_type'\n"
                + "c.json:1:1: missing key 'tie_word_embeddings'\n"
                + "c.json:1:1: missing key 'num_key_value_heads' (or num_kv_heads, n_head_kv,"
                + " multi_query_group_num, attn_config.kv_n_heads)\n"
                + "c.json:1:1: missing key 'parallel_attn'"));
  }

  @ParameterizedTest
  @MethodSource("otherFamilies")
  void refusesFamilies(String type, String message) {
    assertRefused(LLAMA.replace("llama", type), message);
  }

  @Test
  void tellsAllFaultsOfAFileAtOnce() {
    assertRefused(
        """
        {
        "model_type": "llama",
        "hidden_size": 250,
        "num_attention_heads": 8,
        "layer_types": ["full_attention"],
        "num_hiden_layers": 4,
        "vocab_size": -1
        }
        """,
        """
        c.json:1:1: missing key 'num_hidden_layers' (or n_layer, num_layers, n_layers)
        c.json:1:1: missing key 'intermediate_size' (or n_inner, ffn_dim, d_ff, ffn_hidden_size, \
        ffn_config.ffn_hidden_size)
        c.json:3:16 hidden_size: must be a multiple of num_attention_heads 8 where no head_dim is \
        given, was 250
        c.json:6:21 num_hiden_layers: unknown key; did you mean 'num_hidden_layers'?
        c.json:7:15 vocab_size: must be from 1 to 1048576, was -1""");
  }

  @Test
  void placesFaultsInsideANestedTextModel() {
    assertRefused(
        """
        {"model_type": "llava",
         "text_config": {"model_type": "llama", "hidden_size": 256, "num_hidden_layers": 4,
          "num_attention_heads": 8, "num_key_value_heads": 5, "intermediate_size": 512}}
        """,
        """
        c.json:2:17 text_config: missing key 'vocab_size' (or padded_vocab_size)
        c.json:3:52 text_config.num_key_value_heads: must divide num_attention_heads 8, was 5""");
  }

  @Test
  void refusesWhatIsCountedInDecodersOnly() {
    assertRefused(
        """
        {"model_type": "t5", "d_model": 256, "d_kv": 32, "d_ff": 512, "num_heads": 8,
         "num_layers": 4, "vocab_size": 1000,
         "num_experts": 8, "kv_lora_rank": 64}
        """,
        """
        c.json:3:17 num_experts: cannot be modelled in an encoder–decoder model; expected it absent
        c.json:3:36 kv_lora_rank: cannot be modelled in an encoder–decoder model; expected it \
        absent""");
  }

  /** Llama 4 marks rotary layers; a list of another length cannot be meant. */
  @Test
  void refusesMarksThatDoNotFit() {
    assertRefused(
        LLAMA
            .replace("llama", "llama4_text")
            .replace("\"extra\": 0", "\"no_rope_layers\": [1, 1, 1, 0, 1]"),
        "c.json:9:19 no_rope_layers: must mark 4 layers, marked 5");
  }

  static Stream<String> harmless() {
    return Stream.of(
        "\"num_kv_shared_layers\": 0",
        "\"num_experts\": null",
        "\"num_local_experts\": 0",
        "\"block_configs\": []",
        "\"linear_attn_config\": {}",
        "\"use_cla\": false",
        "\"sliding_window\": null",
        "\"hybrid_override_pattern\": \"\"",
        "\"mamba_d_state\": 16, \"layer_types\": [\"attention\", \"attention\", \"attention\","
            + " \"attention\"]",
        "\"quantization_config\": {\"bits\": 4}",
        "\"some_new_key\": 12");
  }

  @ParameterizedTest
  @MethodSource("harmless")
  void ignoresWhatChangesNoCount(String extra) {
    ImportedModel plain = read(LLAMA);
    ImportedModel other = read(LLAMA.replace("\"extra\": 0", extra));
    assertThat(other).isEqualTo(plain);
    assertThat(other.warnings()).isEmpty();
  }

  @Test
  void warnsOfAFileWithoutAType() {
    String json = LLAMA.replace("\"model_type\": \"llama\",", "\"sliding_window\": 64,");
    assertThat(read(json).warnings())
        .containsExactly(
            "c.json:1:1 model_type: no model_type is given; assumed: a gated feed-forward of three"
                + " matrices (activation not given); no table of learned positions; an output head"
                + " of its own; as many KV heads as query heads; attention before feed-forward in"
                + " each layer; the window in every layer");
  }
}
