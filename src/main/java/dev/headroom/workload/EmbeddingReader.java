package dev.headroom.workload;

import dev.headroom.workload.ModelFamily.Trait;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Reads the tables at both ends of a model, and how long a sequence may be. */
final class EmbeddingReader {
  private static final Map<String, Boolean> LEARNED_BY_TYPE = new LinkedHashMap<>();

  static {
    LEARNED_BY_TYPE.put("learned", true);
    LEARNED_BY_TYPE.put("rotary", false);
    LEARNED_BY_TYPE.put("relative", false);
    LEARNED_BY_TYPE.put("sinusoidal", false);
    LEARNED_BY_TYPE.put("none", false);
  }

  private final ConfigFields fields;

  EmbeddingReader(ConfigFields fields) {
    this.fields = fields;
  }

  /** The tables; every stack has its own for learned positions. */
  Embedding read(int stacks) {
    int rows = 0;
    if (learnedPositions()) {
      int extra = fields.is(Trait.TWO_MORE_POSITIONS) ? 2 : 0;
      rows = stacks * (fields.require(ConfigKey.MAX_CONTEXT) + extra);
    }
    return new Embedding(fields.require(ConfigKey.VOCABULARY), tied(), rows);
  }

  /** The longest sequence; models without a table of positions need not state one. */
  long maxContext() {
    return fields.is(Trait.EXPLICIT)
        ? fields.require(ConfigKey.MAX_CONTEXT)
        : fields.find(ConfigKey.MAX_CONTEXT).orElse((int) Segment.MAX_LENGTH);
  }

  private boolean learnedPositions() {
    if (fields.is(Trait.EXPLICIT)) {
      return fields.reader().oneOf("position_embedding_type", LEARNED_BY_TYPE);
    }
    fields.assume("no table of learned positions");
    return fields.is(Trait.LEARNED_POSITIONS);
  }

  private boolean tied() {
    Optional<Boolean> stated = fields.flag("tie_word_embeddings");
    if (stated.isEmpty() && fields.is(Trait.EXPLICIT)) {
      return fields.reader().flag("tie_word_embeddings");
    }
    if (stated.isEmpty()) {
      fields.assume("an output head of its own");
    }
    return stated.orElse(fields.is(Trait.TIED));
  }
}
