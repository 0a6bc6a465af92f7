package dev.headroom.cost;

import dev.headroom.workload.Batch;
import dev.headroom.workload.Segment;

/**
 * What one operator of one layer costs in a step.
 *
 * @param group the layers that have it
 * @param operator what was counted
 * @param work FLOP and exponentials
 * @param traffic bytes that its schedule moves
 * @param compulsory bytes of its own that nothing can avoid; activations between operators are none
 *     of them
 * @param memory bytes that lie in memory
 * @param extent how much of it there is at once
 */
public record OperatorCost(
    OperatorGroup group,
    Operator operator,
    Work work,
    Traffic traffic,
    Traffic compulsory,
    Memory memory,
    Extent extent) {

  /**
   * Sizes that decide how well units are used.
   *
   * @param rowsSharingOperand rows of a product that share one K and V, or one set of weights; the
   *     most of any segment
   * @param workItems pieces that could run side by side
   * @param tokens new tokens of the step
   */
  public record Extent(double rowsSharingOperand, double workItems, double tokens) {}

  /**
   * Bytes in device memory.
   *
   * @param kvCache the cache after the step
   * @param workspace activations and scores while the operator runs
   */
  public record Memory(double kvCache, double workspace) {}

  /** Counts an operator for a batch: segments add up, weights are read once. */
  static OperatorCost of(OperatorGroup group, Operator operator, Batch batch) {
    long tokens = batch.tokens();
    Work work = Work.NONE;
    Traffic traffic = new Traffic(operator.weightBytes(tokens), 0, 0, 0, 0);
    Traffic compulsory = new Traffic(operator.requiredWeightBytes(tokens), 0, 0, 0, 0);
    double kvCache = 0;
    double workspace = 0;
    double rows = 0;
    double items = 0;
    for (Segment segment : batch.segments()) {
      long n = segment.sequences();
      long query = segment.queryLength();
      long context = segment.contextLength();
      work = work.plus(workOf(operator, n, query, context), 1);
      traffic = traffic.plus(trafficOf(operator, n, query, context), 1);
      compulsory = compulsory.plus(compulsoryOf(operator, n, query, context), 1);
      kvCache += operator.residentBytes(n, query, context);
      workspace += operator.workspaceBytes(n, query, context);
      rows = Math.max(rows, operator.rowsSharingOperand(n, query));
      items += operator.workItems(n, query);
    }
    return new OperatorCost(
        group,
        operator,
        work,
        traffic,
        compulsory,
        new Memory(kvCache, workspace),
        new Extent(rows, items, tokens));
  }

  /** Rows of a product that share one K and V, or one set of weights. */
  public double rowsSharingOperand() {
    return extent.rowsSharingOperand();
  }

  /** Pieces that could run side by side. */
  public double workItems() {
    return extent.workItems();
  }

  /** Bytes that a device sends to others. */
  public double sentBytes() {
    return operator instanceof ExchangeOperator exchange ? exchange.sentBytes(extent.tokens()) : 0;
  }

  private static Work workOf(Operator operator, long n, long query, long context) {
    return new Work(
        operator.matmulFlop(n, query, context),
        operator.requiredMatmulFlop(n, query, context),
        operator.vectorFlop(n, query, context),
        operator.exponentials(n, query, context));
  }

  private static Traffic trafficOf(Operator operator, long n, long query, long context) {
    return new Traffic(
        0,
        operator.kvReadBytes(n, query, context),
        operator.kvWriteBytes(n, query, context),
        operator.activationBytes(n, query, context),
        operator.logitsBytes(n, query, context));
  }

  private static Traffic compulsoryOf(Operator operator, long n, long query, long context) {
    return new Traffic(
        0,
        operator.requiredKvReadBytes(n, query, context),
        operator.requiredKvWriteBytes(n, query, context),
        0,
        0);
  }
}
