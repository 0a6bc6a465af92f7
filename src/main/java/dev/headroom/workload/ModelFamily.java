package dev.headroom.workload;

import java.util.Map;
import java.util.Set;

/**
 * What a {@code model_type} implies that its {@code config.json} need not say.
 *
 * @param type the {@code model_type}
 * @param traits what holds for the family
 * @param localLayers in a run of this many layers all but the last are local; 0 if the window, when
 *     there is one, holds for all layers
 * @param defaults numbers that hold when the file leaves them out
 */
record ModelFamily(
    String type, Set<Trait> traits, int localLayers, Map<ConfigKey, Integer> defaults) {

  /** A fact about a family. */
  enum Trait {
    /** Its {@code model_type} is not in our table: every use of a default is told to the user. */
    UNKNOWN,
    /** Our own {@code transformer}: nothing is implied, everything must be stated. */
    EXPLICIT,
    /** Feed-forward of two matrices; without it three, one of them a gate. */
    PLAIN,
    /** Feed-forward four times as wide as the model if not stated. */
    FOURFOLD,
    /** {@code intermediate_size} counts both halves of a gated feed-forward, as Qwen 1 does. */
    HALVED,
    /** The output head is the token table if not stated. */
    TIED,
    /** Attention and feed-forward side by side, whatever the file says. */
    PARALLEL,
    /** The same if not stated otherwise. */
    PARALLEL_BY_DEFAULT,
    /** A table of learned positions. */
    LEARNED_POSITIONS,
    /** That table has two rows more than positions. */
    TWO_MORE_POSITIONS,
    /** One KV head if {@code multi_query} is not stated otherwise. */
    MULTI_QUERY_BY_DEFAULT,
    /** Falcon's rule: the number of KV heads counts only in the new decoder architecture. */
    FALCON_HEADS,
    /** ChatGLM's rule: the number of KV heads counts only with {@code multi_query_attention}. */
    CHATGLM_HEADS,
    /** The window holds only where {@code use_sliding_window} says so. */
    WINDOW_ON_REQUEST,
    /** Local layers are chunked and marked in {@code no_rope_layers}, as in Llama 4. */
    CHUNKED,
    /** Experts are as wide as {@code intermediate_size}. */
    WIDE_EXPERTS,
    /** One shared expert as wide as the others, stated nowhere. */
    SHARED_EXPERT,
    /** An encoder with a decoder that attends to it. */
    ENCODER_DECODER
  }

  /** Copies the collections. */
  ModelFamily {
    traits = Set.copyOf(traits);
    defaults = Map.copyOf(defaults);
  }

  /** Whether this holds. */
  boolean is(Trait trait) {
    return traits.contains(trait);
  }
}
