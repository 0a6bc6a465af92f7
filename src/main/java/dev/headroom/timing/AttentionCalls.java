package dev.headroom.timing;

import dev.headroom.cost.AttentionOperator;
import dev.headroom.cost.Heads;
import dev.headroom.cost.Operator;
import dev.headroom.cost.SeenOperator;
import dev.headroom.hardware.KernelStructure;
import dev.headroom.workload.DataType;
import dev.headroom.workload.Mask;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The kernel calls that compute an attention operator of one layer. Kernels are known for attention
 * under causal, windowed and chunked masks, and for one new token over a source; a chunked prompt
 * is one call for every kind of piece, as programs that support it do it. Attention that sees all
 * of {@code M} keys is taken as causal attention of as many pairs: {@code T} new tokens on {@code M
 * − (T+1)/2} cached ones.
 *
 * @param operator the core of attention
 * @param views how the operator sees the step, one after the other; none if as it is
 * @param form the kind of attention
 */
record AttentionCalls(
    AttentionOperator operator, List<SeenOperator.View> views, KernelStructure.Form form) {
  /** Copies the list. */
  AttentionCalls {
    views = List.copyOf(views);
  }

  /** What is known of an operator; empty if it is no attention that any kernel computes. */
  static Optional<AttentionCalls> of(Operator operator) {
    List<SeenOperator.View> views = new ArrayList<>();
    Operator base = operator;
    while (base instanceof SeenOperator seen) {
      views.add(seen.view());
      base = seen.base();
    }
    return base instanceof AttentionOperator attention
        ? Optional.of(new AttentionCalls(attention, views, formOf(attention)))
        : Optional.empty();
  }

  private static KernelStructure.Form formOf(AttentionOperator attention) {
    if (attention.forms().isEmpty()) {
      return KernelStructure.Form.GROUPED;
    }
    return attention.readsCache() ? KernelStructure.Form.ABSORBED : KernelStructure.Form.EXPANDED;
  }

  /**
   * The calls for equal sequences; none if no kernel computes them under this mask.
   *
   * @param stored type in which keys and values are stored
   */
  List<KernelShape> shapes(long sequences, long query, long context, DataType stored) {
    long n = sequences;
    long tokens = query;
    long cached = context;
    for (int i = 0; i < views.size(); i++) {
      SeenOperator.View view = views.get(i);
      cached = view.context(tokens, cached);
      tokens = view.query(n, tokens);
      n = view.sequences(n);
    }
    Mask mask = operator.mask();
    if (mask instanceof Mask.Causal) {
      return List.of(shape(n, tokens, cached + tokens, 0, stored));
    }
    if (mask instanceof Mask.Window window) {
      return List.of(shape(n, tokens, cached + tokens, window.size(), stored));
    }
    if (mask instanceof Mask.Chunk chunk) {
      return chunks(chunk.size(), n, tokens, cached, stored);
    }
    long all = mask instanceof Mask.Source source ? source.keys() : cached + tokens;
    boolean seesAll = mask instanceof Mask.Source || mask instanceof Mask.Bidirectional;
    long before = all - (tokens + 1) / 2;
    return seesAll && before >= 0
        ? List.of(shape(n, tokens, before + tokens, 0, stored))
        : List.of();
  }

  /** The rest of the chunk that has begun, whole chunks, and the beginning of the last. */
  private List<KernelShape> chunks(
      long size, long sequences, long query, long context, DataType stored) {
    List<KernelShape> shapes = new ArrayList<>();
    long before = context % size;
    long first = Math.min(query, size - before);
    long whole = (query - first) / size;
    long last = (query - first) % size;
    shapes.add(shape(sequences, first, before + first, 0, stored));
    if (whole > 0) {
      shapes.add(shape(sequences * whole, size, size, 0, stored));
    }
    if (last > 0) {
      shapes.add(shape(sequences, last, last, 0, stored));
    }
    return shapes;
  }

  private KernelShape shape(long sequences, long query, long keys, long window, DataType stored) {
    Heads heads = operator.heads();
    long width = (long) heads.keyDim() + heads.valueDim();
    boolean absorbed = form == KernelStructure.Form.ABSORBED;
    return new KernelShape(
        sequences,
        new KernelShape.Lengths(query, keys),
        new KernelShape.HeadCounts(heads.queryHeads(), heads.kvHeads()),
        new KernelShape.Widths(
            heads.keyDim(),
            heads.valueDim(),
            absorbed ? Math.max(heads.keyDim(), heads.valueDim()) : width),
        window,
        DataType.BF16,
        stored);
  }
}
