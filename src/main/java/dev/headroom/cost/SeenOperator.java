package dev.headroom.cost;

/**
 * An operator that sees other sequences than the step it stands in: the same functions at other
 * lengths.
 *
 * <ul>
 *   <li>{@link Shared}: {@code k} sequences share one K and V, so it is one sequence with {@code k}
 *       times the new tokens. So beams share the keys and values of their source, and a batch those
 *       of a common prefix.
 *   <li>{@link Hypotheses}: only what is unavoidable is less, see there.
 *   <li>{@link OfSource}: it has the tokens of the source, not of the target.
 *   <li>{@link After}: the first tokens of every cache belong to another operator.
 *   <li>{@link SomeSequences}, {@link SomeKeys}, {@link SomeQueries}: devices that share a layer
 *       divide sequences, cached keys or new tokens.
 * </ul>
 *
 * @param base what is seen
 * @param view how
 */
public record SeenOperator(Operator base, View view) implements Operator {

  /** What becomes of sequences, new and cached tokens. */
  public sealed interface View {
    /** Sequences as seen. */
    default long sequences(long sequences) {
      return sequences;
    }

    /** Sequences whose cached keys and values no implementation can avoid reading. */
    default long leastSequences(long sequences) {
      return sequences(sequences);
    }

    /** New tokens of each as seen. */
    default long query(long sequences, long query) {
      return query;
    }

    /** Cached tokens of each as seen, whatever the new ones. */
    default long context(long context) {
      return context;
    }

    /** Cached tokens of each as seen. */
    default long context(long query, long context) {
      return context(context);
    }
  }

  /**
   * Sequences in groups of {@code size} that share their keys and values; a group larger than the
   * batch is the whole batch.
   */
  public record Shared(long size) implements View {
    @Override
    public long sequences(long sequences) {
      return (sequences + groupOf(sequences) - 1) / groupOf(sequences);
    }

    @Override
    public long query(long sequences, long query) {
      return query * groupOf(sequences);
    }

    private long groupOf(long sequences) {
      return Math.min(size, sequences);
    }
  }

  /**
   * Hypotheses in groups of {@code size} of one source. Each has a cache of its own, but all of a
   * group may have come from one hypothesis of the step before, whose cache a program could store
   * once: only that much is unavoidable.
   */
  public record Hypotheses(long size) implements View {
    @Override
    public long leastSequences(long sequences) {
      return (sequences + size - 1) / size;
    }
  }

  /** As many sequences, each of the {@code length} tokens of its source. */
  public record OfSource(long length) implements View {
    @Override
    public long query(long sequences, long query) {
      return length;
    }
  }

  /** Caches without their first {@code prefix} tokens. */
  public record After(long prefix) implements View {
    @Override
    public long context(long context) {
      return Math.max(0, context - prefix);
    }
  }

  /**
   * One of {@code ways} devices has {@code ⌈sequences / ways⌉}, all {@code beams} hypotheses of a
   * source together.
   */
  public record SomeSequences(long ways, long beams) implements View {
    @Override
    public long sequences(long sequences) {
      long sources = (sequences + beams - 1) / beams;
      return Math.min(sequences, (sources + ways - 1) / ways * beams);
    }
  }

  /** One of {@code ways} devices has {@code ⌈context / ways⌉} of the cached tokens. */
  public record SomeKeys(long ways) implements View {
    @Override
    public long context(long context) {
      return (context + ways - 1) / ways;
    }
  }

  /**
   * The new tokens seen are one of {@code ways} devices' part of a prompt, cut so that all see as
   * many pairs: {@code t} of {@code t·ways} new tokens on {@code P} cached ones have {@code t·C +
   * t²/2} pairs if each sees {@code C = P + t·(ways−1)/2} tokens before its part.
   */
  public record SomeQueries(long ways) implements View {
    @Override
    public long context(long query, long context) {
      return context + query * (ways - 1) / 2;
    }
  }

  @Override
  public OperatorKind kind() {
    return base.kind();
  }

  @Override
  public boolean multipliesActivations() {
    return base.multipliesActivations();
  }

  @Override
  public double matmulFlop(long n, long query, long context) {
    return base.matmulFlop(view.sequences(n), view.query(n, query), view.context(query, context));
  }

  @Override
  public double requiredMatmulFlop(long n, long query, long context) {
    return base.requiredMatmulFlop(
        view.sequences(n), view.query(n, query), view.context(query, context));
  }

  @Override
  public double vectorFlop(long n, long query, long context) {
    return base.vectorFlop(view.sequences(n), view.query(n, query), view.context(query, context));
  }

  @Override
  public double exponentials(long n, long query, long context) {
    return base.exponentials(view.sequences(n), view.query(n, query), view.context(query, context));
  }

  @Override
  public double weightBytes(long tokens) {
    return base.weightBytes(tokens);
  }

  @Override
  public double requiredWeightBytes(long tokens) {
    return base.requiredWeightBytes(tokens);
  }

  @Override
  public double kvReadBytes(long n, long query, long context) {
    return base.kvReadBytes(view.sequences(n), view.query(n, query), view.context(query, context));
  }

  @Override
  public double kvWriteBytes(long n, long query, long context) {
    return base.kvWriteBytes(view.sequences(n), view.query(n, query), view.context(query, context));
  }

  @Override
  public double requiredKvReadBytes(long n, long query, long context) {
    return base.requiredKvReadBytes(
        view.leastSequences(n), view.query(n, query), view.context(query, context));
  }

  @Override
  public double requiredKvWriteBytes(long n, long query, long context) {
    return base.requiredKvWriteBytes(
        view.sequences(n), view.query(n, query), view.context(query, context));
  }

  @Override
  public double activationBytes(long n, long query, long context) {
    return base.activationBytes(
        view.sequences(n), view.query(n, query), view.context(query, context));
  }

  @Override
  public double logitsBytes(long n, long query, long context) {
    return base.logitsBytes(view.sequences(n), view.query(n, query), view.context(query, context));
  }

  @Override
  public double workspaceBytes(long n, long query, long context) {
    return base.workspaceBytes(
        view.sequences(n), view.query(n, query), view.context(query, context));
  }

  @Override
  public double savedBytes(long n, long query, long context) {
    return base.savedBytes(view.sequences(n), view.query(n, query), view.context(query, context));
  }

  @Override
  public double residentBytes(long n, long query, long context) {
    return base.residentBytes(
        view.sequences(n), view.query(n, query), view.context(query, context));
  }

  @Override
  public double rowsSharingOperand(long n, long query) {
    return base.rowsSharingOperand(view.sequences(n), view.query(n, query));
  }

  @Override
  public double rowsOfCachePass(long n, long query) {
    return base.rowsOfCachePass(view.sequences(n), view.query(n, query));
  }

  @Override
  public double rereadBytes(long n, long query, long context) {
    return base.rereadBytes(view.sequences(n), view.query(n, query), view.context(query, context));
  }

  @Override
  public double rereadSpanBytes(long n, long query, long context) {
    return base.rereadSpanBytes(
        view.sequences(n), view.query(n, query), view.context(query, context));
  }

  @Override
  public double workItems(long n, long query) {
    return base.workItems(view.sequences(n), view.query(n, query));
  }
}
