package dev.headroom.kernel;

import dev.headroom.workload.GroupedAttention;

/**
 * Attention as a textbook writes it: one query, one head, one key at a time, sums in double
 * precision. What a faster kernel has to equal; runs on any machine.
 *
 * <p>For query head {@code h} of token {@code t}, whose KV head is {@code h / groupSize}:
 *
 * <pre>{@code
 * logit(m)  = Σ_i query(i)·key(m, i) / √keyDim      for each visible key m
 * weight(m) = exp(logit(m) − max logit) / Σ exp(logit − max logit)
 * output(j) = Σ_m weight(m)·value(m, j)
 * }</pre>
 *
 * @see <a href="https://arxiv.org/abs/1706.03762">Vaswani et al. 2017, equation 1</a>
 * @see <a href="https://arxiv.org/abs/1911.02150">Shazeer 2019, sections 2 and 3</a>
 */
public final class ReferenceAttention implements AttentionKernel {

  @Override
  public void attend(float[] queries, QueryLengths lengths, KvCache cache, float[] outputs) {
    StepShape.check(queries, lengths, cache, outputs, false);
    int queryHeads = cache.attention().queryHeads();
    for (int sequence = 0; sequence < cache.batchSize(); sequence++) {
      for (int i = 0; i < lengths.tokens(sequence); i++) {
        int position = cache.length(sequence) - lengths.tokens(sequence) + i;
        int row = lengths.firstRow(sequence) + i;
        for (int head = 0; head < queryHeads; head++) {
          Head query = new Head(sequence, position, head, row * queryHeads + head);
          attendOne(query, queries, cache, outputs);
        }
      }
    }
  }

  @Override
  public void step(
      float[] queries,
      float[] keys,
      float[] values,
      QueryLengths lengths,
      KvCache cache,
      float[] outputs) {
    StepShape.check(queries, lengths, cache, outputs, true);
    cache.append(lengths, keys, values);
    attend(queries, lengths, cache, outputs);
  }

  @Override
  public void project(float[] inputs, int rows, WeightMatrix weights, float[] outputs) {
    StepShape.check(inputs, rows, weights, outputs);
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < weights.outputs(); column++) {
        double sum = 0;
        for (int i = 0; i < weights.inputs(); i++) {
          sum += (double) inputs[row * weights.inputs() + i] * weights.weight(i, column);
        }
        outputs[row * weights.outputs() + column] = (float) sum;
      }
    }
  }

  @Override
  public int threads() {
    return 1;
  }

  @Override
  public String describe() {
    return "reference, scalar, 1 thread";
  }

  @Override
  public void close() {
    // Owns nothing.
  }

  /** One query head of one token; {@code row} counts the heads of all tokens. */
  private record Head(int sequence, int position, int queryHead, int row) {}

  private static void attendOne(Head query, float[] queries, KvCache cache, float[] outputs) {
    GroupedAttention attention = cache.attention();
    int kvHead = query.queryHead() / attention.groupSize();
    int from = cache.visible().from(query.position());
    int to = cache.visible().to(query.position(), cache.length(query.sequence()));
    double[] weights = new double[to - from];
    for (int m = from; m < to; m++) {
      double product = 0;
      for (int i = 0; i < attention.keyDim(); i++) {
        product +=
            queries[query.row() * attention.keyDim() + i]
                * cache.key(query.sequence(), kvHead, m, i);
      }
      weights[m - from] = product / Math.sqrt(attention.keyDim());
    }
    softmax(weights);
    for (int j = 0; j < attention.valueDim(); j++) {
      double sum = 0;
      for (int m = from; m < to; m++) {
        sum += weights[m - from] * cache.value(query.sequence(), kvHead, m, j);
      }
      outputs[query.row() * attention.valueDim() + j] = (float) sum;
    }
  }

  private static void softmax(double[] logits) {
    double largest = Double.NEGATIVE_INFINITY;
    for (double logit : logits) {
      largest = Math.max(largest, logit);
    }
    double sum = 0;
    for (int m = 0; m < logits.length; m++) {
      logits[m] = Math.exp(logits[m] - largest);
      sum += logits[m];
    }
    for (int m = 0; m < logits.length; m++) {
      logits[m] /= sum;
    }
  }
}
