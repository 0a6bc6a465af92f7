package dev.headroom.peers;

import dev.headroom.kernel.AttentionKernel;
import dev.headroom.kernel.AttentionKernels;
import dev.headroom.kernel.KvCache;
import dev.headroom.kernel.QueryLengths;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * The right answer in double precision, and how far a contestant may be from it.
 *
 * @param rows by number, what each row of the outputs has to be
 * @param unit what a difference is relative to: the largest |V|; for a product, the largest sum of |x·w|
 */
record Check(Map<Integer, float[]> rows, double unit) {
  /** What a peer may be off, relative to the unit. */
  static final double PEER_TOLERANCE = 1e-5;

  /** What the bundled kernel may be off. */
  static final double OWN_TOLERANCE = 1e-6;

  /** All rows of decode; four of a prompt. The cache is left with fewer tokens. */
  static Check of(AttentionInputs inputs) {
    AttentionShape shape = inputs.shape;
    KvCache cache = inputs.cache;
    int width = shape.queryHeads() * shape.headDim();
    Map<Integer, float[]> rows = new TreeMap<>();
    try (AttentionKernel reference = AttentionKernels.reference()) {
      if (shape.prefill()) {
        // From the last, because the cache is cut after each.
        for (int row : new int[] {shape.tokens() - 1, shape.tokens() / 2, 130, 0}) {
          cache.truncate(0, row + 1);
          float[] query = Arrays.copyOfRange(inputs.queries, row * width, (row + 1) * width);
          float[] output = new float[width];
          reference.attend(query, QueryLengths.each(1, 1), cache, output);
          rows.put(row, output);
        }
      } else {
        float[] outputs = new float[shape.batch() * width];
        reference.attend(inputs.queries, inputs.lengths, cache, outputs);
        for (int row = 0; row < shape.batch(); row++) {
          rows.put(row, Arrays.copyOfRange(outputs, row * width, (row + 1) * width));
        }
      }
    }
    double largest = 0;
    for (int i = 0; i < inputs.values.limit(); i++) {
      largest = Math.max(largest, Math.abs(inputs.values.get(i)));
    }
    return new Check(rows, largest);
  }

  /** Three rows of a product. */
  static Check of(ProductInputs inputs) {
    ProductShape shape = inputs.shape();
    Map<Integer, float[]> rows = new TreeMap<>();
    double largest = 0;
    for (int row : new int[] {0, shape.rows() / 2 + 1, shape.rows() - 1}) {
      float[] output = new float[shape.outputs()];
      for (int column = 0; column < shape.outputs(); column++) {
        double sum = 0;
        double size = 0;
        for (int i = 0; i < shape.inputs(); i++) {
          double product =
              (double) inputs.x()[row * shape.inputs() + i]
                  * inputs.w()[i * shape.outputs() + column];
          sum += product;
          size += Math.abs(product);
        }
        output[column] = (float) sum;
        largest = Math.max(largest, size);
      }
      rows.put(row, output);
    }
    return new Check(rows, largest);
  }

  /** The largest difference of a contestant's results, relative to the unit. */
  double difference(Contestant contestant) {
    float[] outputs = contestant.outputs();
    double worst = 0;
    for (Map.Entry<Integer, float[]> row : rows.entrySet()) {
      int start = row.getKey() * row.getValue().length;
      for (int i = 0; i < row.getValue().length; i++) {
        double difference = Math.abs((double) outputs[start + i] - row.getValue()[i]);
        // NaN is the worst difference of all.
        worst = difference <= worst ? worst : difference;
      }
    }
    return worst / unit;
  }

  /** What a library may be off, relative to the unit. */
  static double tolerance(String library) {
    return library.equals(Headroom.NAME) ? OWN_TOLERANCE : PEER_TOLERANCE;
  }
}
