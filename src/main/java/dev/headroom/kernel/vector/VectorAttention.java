package dev.headroom.kernel.vector;

import dev.headroom.kernel.AttentionKernel;
import dev.headroom.kernel.KvCache;
import dev.headroom.kernel.QueryLengths;
import dev.headroom.kernel.StepShape;
import dev.headroom.kernel.ThreadTeam;
import dev.headroom.kernel.WeightMatrix;
import dev.headroom.workload.GroupedAttention;
import java.util.List;
import java.util.stream.IntStream;

/** Attention and projections with vector instructions, on a team of threads. */
final class VectorAttention implements AttentionKernel {
  private final ThreadTeam team;
  private final BlockWorker[] workers;
  private final Projection.Scratch[] projectionScratch;
  private final StepCall call = new StepCall();
  private final StepPlan plan = new StepPlan();
  private final PartialResults partials = new PartialResults();
  private final Projection projection = new Projection();
  private final ItemQueue queue;
  // Made once, because a lambda made in each step would be allocated in each step.
  private final ThreadTeam.Task attending = this::attendPart;
  private final ThreadTeam.Task appending = this::appendPart;
  private final ThreadTeam.Task projecting = this::projectPart;

  VectorAttention(int threads) {
    team = new ThreadTeam(threads);
    queue = new ItemQueue(threads);
    workers = new BlockWorker[threads];
    projectionScratch = new Projection.Scratch[threads];
    for (int member = 0; member < threads; member++) {
      workers[member] = BlockWorker.spaced();
      projectionScratch[member] = new Projection.Scratch();
    }
  }

  @Override
  public void attend(float[] queries, QueryLengths lengths, KvCache cache, float[] outputs) {
    StepShape.check(queries, lengths, cache, outputs, false);
    call.queries = queries;
    call.lengths = lengths;
    call.cache = cache;
    call.outputs = outputs;
    call.measure();
    plan.build(call);
    GroupedAttention attention = cache.attention();
    int rows = StepPlan.blockTokens(attention.groupSize()) * attention.groupSize();
    for (BlockWorker worker : workers) {
      worker.reserve(cache, rows);
    }
    partials.reserve(plan.slots(), rows, workers[0].outputStride());
    // Items of one token are alike and short.
    run(attending, plan.size(), lengths.rows() == cache.batchSize() ? 1 : 0);
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
    cache.checkAppend(lengths, keys, values);
    call.lengths = lengths;
    call.cache = cache;
    call.newKeys = keys;
    call.newValues = values;
    // A new key written elsewhere would take its panel away from who attends to it.
    int units = cache.batchSize() * cache.attention().kvHeads();
    run(appending, units, units);
    cache.commit(lengths);
    attend(queries, lengths, cache, outputs);
  }

  @Override
  public void project(float[] inputs, int rows, WeightMatrix weights, float[] outputs) {
    StepShape.check(inputs, rows, weights, outputs);
    projection.set(inputs, rows, weights, outputs, team.size());
    run(projecting, projection.size(), 0);
  }

  @Override
  public int threads() {
    return team.size();
  }

  @Override
  public List<Long> helperThreads() {
    return IntStream.range(1, team.size()).mapToObj(team::threadId).toList();
  }

  @Override
  public String describe() {
    return "vector, "
        + Lanes.FLOATS.vectorBitSize()
        + " bits, "
        + team.size()
        + (team.size() == 1 ? " thread" : " threads");
  }

  @Override
  public void close() {
    team.close();
  }

  private void run(ThreadTeam.Task task, int items, int kept) {
    // The caller does a single item alone, whosever it is.
    queue.fill(items, items == 1 ? 0 : kept);
    if (items == 1) {
      task.run(0);
    } else if (items > 1) {
      team.run(task);
    }
  }

  private void attendPart(int member) {
    for (int item = queue.take(member); item >= 0; item = queue.take(member)) {
      workers[member].run(call, plan, item, partials);
    }
  }

  private void appendPart(int member) {
    int kvHeads = call.cache.attention().kvHeads();
    for (int item = queue.take(member); item >= 0; item = queue.take(member)) {
      call.cache.write(item / kvHeads, item % kvHeads, call.lengths, call.newKeys, call.newValues);
    }
  }

  private void projectPart(int member) {
    for (int item = queue.take(member); item >= 0; item = queue.take(member)) {
      projection.run(item, projectionScratch[member]);
    }
  }
}
