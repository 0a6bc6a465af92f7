package dev.headroom.workload;

import dev.headroom.workload.ModelFamily.Trait;
import java.util.OptionalInt;

/** Reads the heads and their widths out of a {@code config.json}. */
final class AttentionReader {
  private static final Mask NO_MASK_YET = new Mask.Causal();

  private final ConfigFields fields;

  AttentionReader(ConfigFields fields) {
    this.fields = fields;
  }

  /** The decoder's attention: latent if the file states a latent's width, else grouped. */
  Attention read() {
    // DeepSeek-V3 lists 128 KV heads that it does not cache, so the latent is looked for first.
    return fields.find(ConfigKey.KV_RANK).isPresent() ? latent() : grouped(ConfigKey.HEADS);
  }

  private LatentAttention latent() {
    return new LatentAttention(
        fields.require(ConfigKey.HEADS),
        fields.require(ConfigKey.KV_RANK),
        fields.find(ConfigKey.QUERY_RANK).orElse(0),
        fields.require(ConfigKey.NOPE_DIM),
        fields.require(ConfigKey.ROPE_DIM),
        fields.require(ConfigKey.VALUE_DIM),
        LatentAttention.Form.AUTO,
        NO_MASK_YET);
  }

  /** Attention of a stack whose number of query heads stands under {@code headsKey}. */
  GroupedAttention grouped(ConfigKey headsKey) {
    int heads =
        fields.find(headsKey).isPresent()
            ? fields.require(headsKey)
            : fields.require(ConfigKey.HEADS);
    int kvHeads = kvHeads(heads);
    if (heads % kvHeads != 0) {
      fields.fault(
          ConfigKey.KV_HEADS, "must divide num_attention_heads " + heads + ", was " + kvHeads);
      kvHeads = heads;
    }
    int headDim = headDim(heads);
    int valueDim = fields.find(ConfigKey.VALUE_DIM).orElse(headDim);
    return new GroupedAttention(heads, kvHeads, headDim, valueDim, NO_MASK_YET);
  }

  private int kvHeads(int heads) {
    if (fields.is(Trait.FALCON_HEADS) && !fields.flag("new_decoder_architecture").orElse(false)) {
      // falcon-7b states 71 KV heads beside multi_query, and has one.
      return multiQuery() ? 1 : heads;
    }
    if (fields.is(Trait.CHATGLM_HEADS) && !fields.flag("multi_query_attention").orElse(false)) {
      return heads;
    }
    OptionalInt stated = fields.find(ConfigKey.KV_HEADS);
    if (stated.isPresent()) {
      return stated.getAsInt();
    }
    if (fields.is(Trait.EXPLICIT)) {
      return fields.require(ConfigKey.KV_HEADS);
    }
    if (multiQuery()) {
      return 1;
    }
    fields.assume("as many KV heads as query heads");
    return heads;
  }

  private boolean multiQuery() {
    return fields.flag("multi_query").orElse(fields.is(Trait.MULTI_QUERY_BY_DEFAULT));
  }

  private int headDim(int heads) {
    OptionalInt stated = fields.find(ConfigKey.HEAD_DIM);
    if (stated.isPresent()) {
      return stated.getAsInt();
    }
    int width = fields.require(ConfigKey.HIDDEN_SIZE);
    if (width % heads != 0) {
      fields.fault(
          ConfigKey.HIDDEN_SIZE,
          "must be a multiple of num_attention_heads "
              + heads
              + " where no head_dim is given, was "
              + width);
      return 1;
    }
    return width / heads;
  }
}
