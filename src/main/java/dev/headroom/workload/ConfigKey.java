package dev.headroom.workload;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A whole number that a model's {@code config.json} states, with the names that the libraries give
 * it, the most common first. A dot leads into an inner object.
 */
enum ConfigKey {
  HIDDEN_SIZE("hidden_size", "n_embd", "n_embed", "d_model"),
  EMBEDDING_DIM("word_embed_proj_dim"),
  LAYERS("num_hidden_layers", "n_layer", "num_layers", "n_layers"),
  ENCODER_LAYERS("encoder_layers", "num_encoder_layers", "num_layers"),
  DECODER_LAYERS("decoder_layers", "num_decoder_layers"),
  HEADS("num_attention_heads", "n_head", "n_heads", "num_heads"),
  ENCODER_HEADS("encoder_attention_heads"),
  DECODER_HEADS("decoder_attention_heads"),
  KV_HEADS(
      "num_key_value_heads",
      "num_kv_heads",
      "n_head_kv",
      "multi_query_group_num",
      "attn_config.kv_n_heads"),
  HEAD_DIM("head_dim", "d_kv", "kv_channels"),
  VALUE_DIM("v_head_dim"),
  KV_RANK("kv_lora_rank"),
  QUERY_RANK("q_lora_rank"),
  NOPE_DIM("qk_nope_head_dim"),
  ROPE_DIM("qk_rope_head_dim"),
  FFN_DIM(
      "intermediate_size",
      "n_inner",
      "ffn_dim",
      "d_ff",
      "ffn_hidden_size",
      "ffn_config.ffn_hidden_size"),
  ENCODER_FFN_DIM("encoder_ffn_dim"),
  DECODER_FFN_DIM("decoder_ffn_dim"),
  DENSE_FFN_DIM("intermediate_size_mlp", "dense_intermediate_size"),
  EXPERTS(
      "n_routed_experts",
      "num_local_experts",
      "num_experts",
      "moe_num_experts",
      "ffn_config.moe_num_experts"),
  EXPERTS_PER_TOKEN(
      "num_experts_per_tok",
      "num_experts_per_token",
      "experts_per_token",
      "moe_topk",
      "moe_top_k",
      "moe_k",
      "ffn_config.moe_top_k"),
  EXPERT_DIM("moe_intermediate_size"),
  SHARED_EXPERTS("n_shared_experts", "num_shared_experts", "moe_num_shared_experts"),
  SHARED_DIM("shared_expert_intermediate_size", "shared_intermediate_size", "share_expert_dim"),
  FIRST_DENSE_LAYERS("first_k_dense_replace", "moe_layer_start_index"),
  LAST_EXPERT_LAYER("moe_layer_end_index"),
  EXPERT_LAYER_STEP("decoder_sparse_step", "interleave_moe_layer_step", "moe_layer_interval"),
  VOCABULARY("vocab_size", "padded_vocab_size"),
  MAX_CONTEXT(
      "max_position_embeddings", "n_positions", "max_seq_len", "max_sequence_length", "seq_length"),
  WINDOW("sliding_window"),
  FIRST_WINDOW_LAYER("max_window_layers"),
  CHUNK("attention_chunk_size"),
  UNROTATED_LAYER_INTERVAL("no_rope_layer_interval"),
  TOP_KEYS("index_topk"),
  INDEX_HEADS("index_n_heads"),
  INDEX_DIM("index_head_dim"),
  REUSING_LAYERS("num_kv_shared_layers"),
  SHARE_FACTOR("cla_share_factor");

  // Made by List.of only, which the checker cannot see.
  @SuppressWarnings("ImmutableEnumChecker")
  private final List<String> names;

  ConfigKey(String... names) {
    this.names = List.of(names);
  }

  private static final Set<ConfigKey> MAY_BE_ZERO =
      EnumSet.of(
          QUERY_RANK,
          EXPERTS,
          SHARED_EXPERTS,
          SHARED_DIM,
          FIRST_DENSE_LAYERS,
          FIRST_WINDOW_LAYER,
          REUSING_LAYERS);

  private static final Set<ConfigKey> IN_TOKENS = EnumSet.of(MAX_CONTEXT, WINDOW, CHUNK, TOP_KEYS);

  /** The least value that makes sense. */
  int least() {
    return MAY_BE_ZERO.contains(this) ? 0 : 1;
  }

  /** A value above that of every model, which keeps sums and lists in bounds. */
  int most() {
    if (IN_TOKENS.contains(this)) {
      return (int) Segment.MAX_LENGTH;
    }
    return this == LAYERS || this == ENCODER_LAYERS || this == DECODER_LAYERS ? 10_000 : 1 << 20;
  }

  /** Whether files state several of the names with different numbers and the first one counts. */
  boolean mayDiffer() {
    return this == VOCABULARY || this == MAX_CONTEXT;
  }

  /** The names in files, the most common first. */
  List<String> names() {
    return names;
  }

  /** The most common name. */
  String mainName() {
    return names.get(0);
  }
}
