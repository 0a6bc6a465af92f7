package dev.headroom.peers;

import dev.headroom.kernel.ThreadTeam;
import java.nio.FloatBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.bytedeco.javacpp.FloatPointer;

/** A prompt: blocks of 128 queries against the keys that the last of them sees; threads take the longest first. */
final class OpenBlasPrefill implements Contestant {
  private static final int BLOCK = 128;

  private final AttentionShape shape;
  private final ThreadTeam team;
  private final FloatBuffer outputs;
  private final FloatPointer q;
  private final FloatPointer k;
  private final FloatPointer v;
  private final FloatPointer o;
  private final FloatBuffer[] scores;
  private final FloatPointer[] s;
  private final SoftmaxRows[] softmax;
  private final AtomicInteger next = new AtomicInteger();
  // Kept: the pointers do not keep it alive.
  private final FloatBuffer queries;

  OpenBlasPrefill(AttentionInputs inputs, ThreadTeam team) {
    this.shape = inputs.shape;
    this.team = team;
    queries = Numbers.outside(inputs.queriesByHead());
    outputs = Numbers.outside(inputs.queries.length);
    q = OpenBlas.pointer(queries, 0);
    k = OpenBlas.pointer(inputs.keys, 0);
    v = OpenBlas.pointer(inputs.values, 0);
    o = OpenBlas.pointer(outputs, 0);
    scores = new FloatBuffer[team.size()];
    s = new FloatPointer[team.size()];
    softmax = new SoftmaxRows[team.size()];
    for (int member = 0; member < team.size(); member++) {
      scores[member] = Numbers.outside(BLOCK * shape.tokens());
      s[member] = OpenBlas.pointer(scores[member], 0);
      softmax[member] = new SoftmaxRows(shape.tokens());
    }
  }

  @Override
  public String library() {
    return OpenBlas.NAME;
  }

  @Override
  public String operator() {
    return "sgemm";
  }

  @Override
  public void run(int times) {
    OpenBlas.setThreads(1);
    for (int i = 0; i < times; i++) {
      next.set(0);
      team.run(this::share);
    }
  }

  @Override
  public float[] outputs() {
    return Numbers.swapped(
        Numbers.copy(outputs), shape.batch(), shape.queryHeads(), shape.tokens(), shape.headDim());
  }

  private void share(int member) {
    int heads = shape.batch() * shape.queryHeads();
    int blocks = (shape.tokens() + BLOCK - 1) / BLOCK;
    for (int i = next.getAndIncrement(); i < heads * blocks; i = next.getAndIncrement()) {
      block(i % heads, blocks - 1 - i / heads, member);
    }
  }

  private void block(int head, int block, int member) {
    int n = shape.tokens();
    int d = shape.headDim();
    int first = block * BLOCK;
    int last = Math.min(n, first + BLOCK);
    // Query heads of a group are neighbours, in a batch too.
    int kvHead = head / shape.groupSize();
    FloatPointer rows = s[member];
    OpenBlas.scores(
        last - first,
        last,
        d,
        q.getPointer((head * n + first) * d),
        k.getPointer(kvHead * n * d),
        rows,
        last);
    for (int row = 0; row < last - first; row++) {
      softmax[member].normalise(scores[member], row * last, last, first + row + 1);
    }
    OpenBlas.sums(
        last - first,
        last,
        d,
        rows,
        last,
        v.getPointer(kvHead * n * d),
        o.getPointer((head * n + first) * d));
  }
}
