package dev.headroom.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.document.JsonReader;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which layers are local and which have experts, in all the forms in which files say it. */
class LayerPatternTest {
  private static Model read(String type, String keys) {
    String json =
        """
        {"model_type": "%s", "hidden_size": 256, "num_hidden_layers": 12, "vocab_size": 1000,
         "num_attention_heads": 8, "num_key_value_heads": 2, "intermediate_size": 512,
         "max_position_embeddings": 128, "tie_word_embeddings": false, %s "extra": 0}
        """
            .formatted(type, keys.replace('\'', '"'));
    return ModelReader.read("tiny", JsonReader.read("c.json", json)).model();
  }

  /** Twelve layers; expected are the numbers of layers by mask. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "llama    |                                                       | 12 causal",
        "mistral  | 'sliding_window': 64,                                 | 12 window 64",
        "mistral  | 'sliding_window': null,                               | 12 causal",
        "qwen2    | 'sliding_window': 64,                                 | 12 causal",
        "qwen2    | 'sliding_window': 64, 'use_sliding_window': false,    | 12 causal",
        "qwen2    | 'sliding_window': 64, 'use_sliding_window': true, 'max_window_layers': 9,"
            + " | 9 causal, 3 window 64",
        "qwen3    | 'sliding_window': 64, 'use_sliding_window': true, 'max_window_layers': 0,"
            + " | 12 window 64",
        "qwen3    | 'sliding_window': 64, 'use_sliding_window': true,     | 12 causal",
        "llama    | 'sliding_window': 64, 'use_sliding_window': false,    | 12 causal",
        "gemma2   |                                                | 6 window 4096, 6 causal",
        "gemma2   | 'sliding_window': 64,                          | 6 window 64, 6 causal",
        "gemma3_text | 'sliding_window': 64,                       | 10 window 64, 2 causal",
        "gemma3_text | 'sliding_window': 64, 'sliding_window_pattern': 3, | 8 window 64, 4 causal",
        "gemma3_text | 'sliding_window': 64, '_sliding_window_pattern': 4,"
            + " | 9 window 64, 3 causal",
        "cohere2  | 'sliding_window': 64,                          | 9 window 64, 3 causal",
        "gpt_oss  | 'sliding_window': 64,                          | 6 window 64, 6 causal",
        "exaone4  | 'sliding_window': 64, 'sliding_window_pattern': 'LG', | 6 window 64, 6 causal",
        "exaone4  | 'sliding_window': 64, 'sliding_window_pattern': 'GLL',"
            + " | 4 causal, 8 window 64",
        "olmo3    | 'sliding_window': 64, 'sliding_window_pattern': 1,    | 12 causal",
        "llama4_text |                                             | 9 chunk 8192, 3 causal",
        "llama4_text | 'attention_chunk_size': 64, 'no_rope_layers': [],"
            + " | 9 chunk 64, 3 causal",
        "llama4_text | 'attention_chunk_size': 64, 'no_rope_layer_interval': 6,"
            + " | 10 chunk 64, 2 causal",
        "llama4_text | 'attention_chunk_size': 64, 'no_rope_layers': [0,1,1,1,1,1,1,1,1,1,1,1],"
            + " | 1 causal, 11 chunk 64"
      })
  void masks(String type, String keys, String expected) {
    String masks =
        read(type, keys == null ? "" : keys).decoder().stream()
            .map(group -> group.count() + " " + group.layer().attention().mask().describe())
            .collect(Collectors.joining(", "));
    assertThat(masks).isEqualTo(expected);
  }

  /** Twelve layers; expected are the numbers of dense and of expert layers. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "                                                       | 0  | 12",
        "'num_experts': 0,                                      | 12 | 0",
        "'first_k_dense_replace': 3,                            | 3  | 9",
        "'first_k_dense_replace': 1, 'moe_layer_freq': 2,       | 7  | 5",
        "'decoder_sparse_step': 2,                              | 6  | 6",
        "'decoder_sparse_step': 3, 'mlp_only_layers': [2, 4],   | 9  | 3",
        "'mlp_only_layers': [0, 11],                            | 2  | 10",
        "'moe_layer_freq': [0,1,1,1,1,1,1,1,1,1,1,0],           | 2  | 10",
        "'moe_layer_start_index': 2, 'moe_layer_end_index': 9,  | 4  | 8",
        "'mlp_layer_types': ['dense','dense','sparse','sparse','sparse','sparse','sparse','sparse',"
            + "'sparse','sparse','sparse','sparse'],            | 2  | 10"
      })
  void experts(String keys, int dense, int experts) {
    String common =
        "'num_experts_per_tok': 2, 'moe_intermediate_size': 64, "
            + (keys != null && keys.contains("'num_experts'") ? "" : "'num_experts': 8, ");
    Model model = read("deepseek_v3", common + (keys == null ? "" : keys));
    assertThat(layersWith(model, FeedForward.Dense.class)).isEqualTo(dense);
    assertThat(layersWith(model, FeedForward.Experts.class)).isEqualTo(experts);
  }

  private static int layersWith(Model model, Class<? extends FeedForward> kind) {
    return model.decoder().stream()
        .filter(group -> kind.isInstance(group.layer().feedForward()))
        .mapToInt(LayerGroup::count)
        .sum();
  }

  /** Names of KV heads, and the rules of Falcon and ChatGLM for when they count. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "llama   | 'num_key_value_heads': 4,                                        | 4",
        "llama   | 'num_kv_heads': 4,                                               | 4",
        "llama   | 'n_head_kv': 4,                                                  | 4",
        "llama   |                                                                  | 8",
        "mistral |                                                                  | 8",
        "falcon  | 'num_kv_heads': 8,                                               | 1",
        "falcon  | 'multi_query': false, 'num_kv_heads': 2,                         | 8",
        "falcon  | 'new_decoder_architecture': true, 'n_head_kv': 2,                | 2",
        "chatglm | 'multi_query_group_num': 2,                                      | 8",
        "chatglm | 'multi_query_attention': true, 'multi_query_group_num': 2,       | 2",
        "gpt_bigcode | 'n_positions': 128,                                          | 1",
        "gpt_bigcode | 'multi_query': false,                                        | 8",
        "mpt     | 'attn_config': {'kv_n_heads': 2},                                | 2"
      })
  void kvHeads(String type, String keys, int expected) {
    String json =
        """
        {"model_type": "%s", "hidden_size": 256, "num_hidden_layers": 2, "vocab_size": 1000,
         "num_attention_heads": 8, "intermediate_size": 512, %s "max_position_embeddings": 128}
        """
            .formatted(type, keys == null ? "" : keys.replace('\'', '"'));
    Model model = ModelReader.read("tiny", JsonReader.read("c.json", json)).model();
    assertThat(((GroupedAttention) model.attention()).kvHeads()).isEqualTo(expected);
  }

  /** An explicit width of a head wins; values may be narrower than keys. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "llama | 'attention_bias': false,           | 32  | 32",
        "llama | 'head_dim': 64,                    | 64  | 64",
        "llama | 'head_dim': 48, 'v_head_dim': 16,  | 48  | 16",
        "qwen3 | 'attention_bias': false,           | 128 | 128",
        "gemma | 'head_dim': null,                  | 256 | 256"
      })
  void headWidths(String type, String keys, int key, int value) {
    GroupedAttention attention = (GroupedAttention) read(type, keys).attention();
    assertThat(attention.keyDim()).isEqualTo(key);
    assertThat(attention.valueDim()).isEqualTo(value);
  }

  /** Blocks side by side: always, by default, or where the file says so. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gptj     | 'x': 1,                          | true",
        "cohere   | 'x': 1,                          | true",
        "gpt_neox | 'x': 1,                          | true",
        "gpt_neox | 'use_parallel_residual': false,  | false",
        "stablelm | 'use_parallel_residual': true,   | true",
        "stablelm | 'x': 1,                          | false",
        "falcon   | 'parallel_attn': false,          | false",
        "llama    | 'x': 1,                          | false"
      })
  void parallelBlocks(String type, String keys, boolean parallel) {
    assertThat(read(type, keys).decoder().get(0).layer().parallel()).isEqualTo(parallel);
  }

  /** Of a type that is not in the table, the activation tells whether there is a gate. */
  @ParameterizedTest
  @CsvSource({
    "new_type, silu, true",
    "new_type, gelu_new, false",
    "new_type, relu2, false",
    "new_type, swiglu, true",
    "nemotron, relu2, false",
    "gemma, gelu, true",
    "phi, silu, false"
  })
  void gates(String type, String activation, boolean gated) {
    Model model = read(type, "'hidden_act': '" + activation + "',");
    assertThat(model.decoder().get(0).layer().feedForward())
        .isEqualTo(new FeedForward.Dense(512, gated));
  }

  /** Twelve layers; expected are the numbers of layers by where their keys and values come from. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "                                                | 12 SEPARATE",
        "'num_kv_shared_layers': 5,                      | 7 SEPARATE, 5 REUSED",
        "'use_cla': true, 'cla_share_factor': 3,         | 4 SEPARATE, 8 REUSED",
        "'use_cla': false, 'cla_share_factor': 3,        | 12 SEPARATE",
        "'attention_k_eq_v': true,                       | 12 TIED"
      })
  void sharedKeysAndValues(String keys, String expected) {
    String kinds =
        read("llama", keys == null ? "" : keys).decoder().stream()
            .map(
                group ->
                    group.count()
                        + " "
                        + ((GroupedAttention) group.layer().attention()).keyValues())
            .collect(Collectors.joining(", "));
    assertThat(kinds).isEqualTo(expected);
  }

  /** Elements a token adds: owners 2·2·32 each, tied ones half, those that reuse nothing. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'num_kv_shared_layers': 5,                      | 896",
        "'use_cla': true, 'cla_share_factor': 3,         | 512",
        "'attention_k_eq_v': true,                       | 768",
        "'index_topk': 16, 'index_n_heads': 4, 'index_head_dim': 8, | 1632"
      })
  void cachedElements(String keys, long expected) {
    assertThat(read("llama", keys).cacheElementsPerToken()).isEqualTo(expected);
  }
}
