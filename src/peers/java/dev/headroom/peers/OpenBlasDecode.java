package dev.headroom.peers;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemv;

import dev.headroom.kernel.ThreadTeam;
import java.nio.FloatBuffer;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.FloatPointer;

/** Decode: KV heads shared among threads, each with a product of its queries; or OpenBLAS's threads on the only KV head. */
final class OpenBlasDecode implements Contestant {
  private final AttentionShape shape;
  private final ThreadTeam team;
  private final int heads;
  private final FloatBuffer queries;
  private final FloatBuffer scores;
  private final FloatBuffer outputs;
  private final FloatPointer q;
  private final FloatPointer k;
  private final FloatPointer v;
  private final FloatPointer s;
  private final FloatPointer o;
  private final SoftmaxRows[] softmax;

  OpenBlasDecode(AttentionInputs inputs, ThreadTeam team) {
    this.shape = inputs.shape;
    this.team = team;
    heads = shape.batch() * shape.kvHeads();
    queries = Numbers.outside(inputs.queries);
    scores = Numbers.outside(shape.batch() * shape.queryHeads() * shape.tokens());
    outputs = Numbers.outside(inputs.queries.length);
    q = OpenBlas.pointer(queries, 0);
    k = OpenBlas.pointer(inputs.keys, 0);
    v = OpenBlas.pointer(inputs.values, 0);
    s = OpenBlas.pointer(scores, 0);
    o = OpenBlas.pointer(outputs, 0);
    softmax =
        IntStream.range(0, team.size())
            .mapToObj(member -> new SoftmaxRows(shape.tokens()))
            .toArray(SoftmaxRows[]::new);
  }

  @Override
  public String library() {
    return OpenBlas.NAME;
  }

  @Override
  public String operator() {
    return shape.groupSize() == 1 ? "sgemv" : "sgemm";
  }

  @Override
  public void run(int times) {
    OpenBlas.setThreads(heads == 1 ? team.size() : 1);
    for (int i = 0; i < times; i++) {
      if (heads == 1) {
        scores(0);
        team.run(member -> softmax(0, member, team.size(), softmax[member]));
        sums(0);
      } else {
        team.run(this::share);
      }
    }
  }

  @Override
  public float[] outputs() {
    return Numbers.copy(outputs);
  }

  private void share(int member) {
    for (int head = member; head < heads; head += team.size()) {
      scores(head);
      softmax(head, 0, 1, softmax[member]);
      sums(head);
    }
  }

  private void scores(int head) {
    int n = shape.tokens();
    int d = shape.headDim();
    int g = shape.groupSize();
    FloatPointer query = at(q, head * g * d);
    FloatPointer keys = at(k, head * n * d);
    FloatPointer logits = at(s, head * g * n);
    if (g == 1) {
      float factor = OpenBlas.logitFactor(d);
      cblas_sgemv(CblasRowMajor, CblasNoTrans, n, d, factor, keys, d, query, 1, 0, logits, 1);
    } else {
      OpenBlas.scores(g, n, d, query, keys, logits, n);
    }
  }

  private void softmax(int head, int first, int step, SoftmaxRows rows) {
    int n = shape.tokens();
    for (int row = first; row < shape.groupSize(); row += step) {
      rows.normalise(scores, (head * shape.groupSize() + row) * n, n, n);
    }
  }

  private void sums(int head) {
    int n = shape.tokens();
    int d = shape.headDim();
    int g = shape.groupSize();
    FloatPointer weights = at(s, head * g * n);
    FloatPointer values = at(v, head * n * d);
    FloatPointer output = at(o, head * g * d);
    if (g == 1) {
      cblas_sgemv(CblasRowMajor, CblasTrans, n, d, 1, values, d, weights, 1, 0, output, 1);
    } else {
      OpenBlas.sums(g, n, d, weights, n, values, output);
    }
  }

  private static FloatPointer at(FloatPointer start, int index) {
    return start.getPointer(index);
  }
}
