package dev.headroom.workload;

import dev.headroom.document.Mapping;
import dev.headroom.document.MappingReader;
import dev.headroom.document.Node;
import dev.headroom.document.Scalar;
import dev.headroom.document.Sequence;
import dev.headroom.workload.ModelFamily.Trait;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a {@code config.json} may ask for that the counts do not know. Reading such a file as if the
 * key were not there would give a wrong answer without a word, so each is a fault.
 */
final class NotModelled {
  private static final Map<String, String> TYPES = new HashMap<>();
  private static final Map<String, String> KEYS = new LinkedHashMap<>();

  static {
    types("state-space layers", "mamba", "mamba2", "falcon_mamba", "jamba", "bamba", "zamba");
    types("state-space layers", "zamba2", "nemotron_h", "falcon_h1", "plamo2");
    types("recurrent layers", "rwkv", "recurrent_gemma", "xlstm", "rwkv7");
    types("no decoder", "bert", "roberta", "distilbert", "electra", "albert");
    types("no decoder", "modernbert", "deberta", "deberta-v2", "xlm-roberta");
    types("no decoder", "vit", "clip", "siglip");
    types("an encoder of audio", "whisper");
    types("expert layers between dense ones in both stacks", "switch_transformers", "nllb-moe");
    types("stacks of different families", "t5gemma", "encoder-decoder");
    types("layers that differ in their heads", "openelm", "nemotron-nas", "deci");

    key("linear attention", "full_attention_interval", "linear_attn_config", "mixer_types");
    key("linear attention", "linear_num_value_heads", "linear_num_key_heads");
    key("state-space layers", "hybrid_override_pattern", "layers_block_type", "attn_layer_period");
    key("state-space layers", "ssm_state_size", "mamba_d_state", "mamba_num_heads");
    key("layers that differ in their heads", "block_configs", "num_query_heads");
    key("layers that differ in their heads", "global_head_dim", "num_global_key_value_heads");
    key("layers that differ in their heads", "swa_num_key_value_heads", "swa_head_dim");
    key("local layers listed in a form of its own", "hybrid_layer_pattern", "attention_types");
    key("cross-attention layers of its own", "cross_attention_layers");
    key("block-sparse attention", "sparse_attention_config", "sparse_config");
    key("block-sparse attention", "dual_chunk_attention_config", "blocksparse_block_size");
    key("a compressed cache", "compress_ratios");
    key("experts that do nothing", "zero_expert_num");
    key("a dense block beside the experts", "enable_moe_block", "parallel_attn_mlp_res");
    key("several residual streams", "altup_num_inputs", "hc_mult");
    key("experts on a narrower stream", "moe_latent_size", "routed_expert_hidden_size");
  }

  private NotModelled() {}

  private static void types(String what, String... types) {
    for (String type : types) {
      TYPES.put(type, what);
    }
  }

  private static void key(String what, String... keys) {
    for (String key : keys) {
      KEYS.put(key, what);
    }
  }

  /** Notes a fault for everything in the file that cannot be counted. */
  static void refuse(ConfigFields fields) {
    String type = fields.family().type();
    String ofType = TYPES.get(type);
    if (ofType != null) {
      fields
          .typeReader()
          .fault("model_type", "'" + type + "' cannot be modelled: it has " + ofType);
      // The other keys of such a file mean something else; the noted fault is what is told.
      throw new IllegalArgumentException("unsupported model_type");
    }
    MappingReader reader = fields.reader();
    // Where every layer's type is listed, the list decides, and each entry of it is checked.
    boolean listed = reader.node().get("layer_types").isPresent();
    for (Map.Entry<String, String> entry : KEYS.entrySet()) {
      boolean ofHybrid =
          entry.getValue().equals("state-space layers")
              || entry.getValue().equals("linear attention");
      Optional<Node> node = reader.node().get(entry.getKey());
      if (node.isPresent() && !isNeutral(node.get()) && !(listed && ofHybrid)) {
        reader.fault(
            entry.getKey(),
            "must be absent, was "
                + node.get().describe()
                + "; "
                + entry.getValue()
                + " cannot be modelled");
      }
    }
    refuseNarrowEmbedding(fields);
    refuseUnplacedChunks(fields, listed);
    refuseUnknownExperts(fields);
  }

  /** Absent by another name: null, false, 0, or an empty list or object. */
  private static boolean isNeutral(Node node) {
    if (node instanceof Sequence sequence) {
      return sequence.items().isEmpty();
    }
    if (node instanceof Mapping mapping) {
      return mapping.entries().isEmpty();
    }
    Scalar scalar = (Scalar) node;
    return switch (scalar.kind()) {
      case NULL -> true;
      case BOOL -> scalar.text().equals("false");
      case INTEGER -> scalar.text().equals("0");
      case STRING -> scalar.text().isEmpty();
      case FLOAT -> false;
    };
  }

  /** OPT 350M projects tokens from 512 to 1024 channels. */
  private static void refuseNarrowEmbedding(ConfigFields fields) {
    int width = fields.find(ConfigKey.HIDDEN_SIZE).orElse(0);
    int embedded = fields.find(ConfigKey.EMBEDDING_DIM).orElse(width);
    if (width > 0 && embedded != width) {
      fields.fault(
          ConfigKey.EMBEDDING_DIM,
          "must equal hidden_size "
              + width
              + ", was "
              + embedded
              + "; a narrower token table cannot be modelled");
    }
  }

  private static void refuseUnplacedChunks(ConfigFields fields, boolean listed) {
    if (fields.stated(ConfigKey.CHUNK).isPresent() && !listed && !fields.is(Trait.CHUNKED)) {
      fields.fault(ConfigKey.CHUNK, "needs layer_types, which says which layers are chunked");
    }
  }

  /** A mixture under unknown names must not be read as a dense model. */
  private static void refuseUnknownExperts(ConfigFields fields) {
    if (fields.find(ConfigKey.EXPERTS).isPresent()) {
      return;
    }
    for (Mapping.Entry entry : fields.reader().node().entries()) {
      if (entry.key().contains("expert")
          && entry.value() instanceof Scalar scalar
          && scalar.kind() == Scalar.Kind.INTEGER
          && !isNeutral(scalar)) {
        fields
            .reader()
            .fault(
                entry.key(),
                "speaks of experts, whose number is missing; expected one of "
                    + String.join(", ", ConfigKey.EXPERTS.names()));
        return;
      }
    }
  }
}
