package dev.headroom.cost;

import java.util.Locale;

/** What an operator is, in the order in which a step meets them. */
public enum OperatorKind {
  EMBEDDING,
  ATTENTION_NORM,
  QUERY_KEY_VALUE,
  CACHE_UPDATE,
  BEAM_REORDER,
  INDEX_PROJECTION,
  INDEX,
  LATENT_EXPANSION,
  ABSORB_QUERY,
  PREFIX_ATTENTION,
  ATTENTION,
  EXPAND_OUTPUT,
  ATTENTION_OUTPUT,
  CROSS_NORM,
  CROSS_KEY_VALUE,
  CROSS_QUERY,
  CROSS_ATTENTION,
  CROSS_OUTPUT,
  FEED_FORWARD_NORM,
  ROUTER,
  FEED_FORWARD,
  SHARED_EXPERTS,
  EXPERTS,
  FINAL_NORM,
  OUTPUT_HEAD,
  BEAM_SELECTION,
  LOSS,
  OPTIMIZER,
  /** A sum over devices that all of them get. */
  ALL_REDUCE,
  /** The parts of all devices, put together on each. */
  ALL_GATHER,
  /** A sum over devices of which each gets a part. */
  REDUCE_SCATTER,
  /** A part from each device for each other. */
  ALL_TO_ALL,
  /** From a stage of layers to the next. */
  HAND_OVER;

  /** The name in files: {@code query_key_value}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
