package dev.headroom.cost;

import java.util.ArrayList;
import java.util.List;

/**
 * A step made ready for sweeps: operators that treat every token alone cost a straight line in the
 * number of tokens, and the sum of lines is a line, so only attention, experts and the output head
 * are counted anew for every point. Nothing is allocated. {@link StepModel#count} gives the same
 * sums with all their parts.
 */
public final class FoldedStep {
  private final List<TokenOperator> lines;
  private final int[] lineRepeats;
  private final Operator[] others;
  private final int[] otherRepeats;
  private final double flopPerToken;
  private final double weightBytes;
  private final double activationBytesPerToken;

  /** Folds a step. */
  public FoldedStep(StepModel step) {
    List<TokenOperator> foundLines = new ArrayList<>();
    List<Integer> foundLineRepeats = new ArrayList<>();
    List<Operator> rest = new ArrayList<>();
    List<Integer> restRepeats = new ArrayList<>();
    for (OperatorGroup group : step.groups()) {
      for (Operator operator : group.operators()) {
        if (operator instanceof TokenOperator line) {
          foundLines.add(line);
          foundLineRepeats.add(group.repeats());
        } else {
          rest.add(operator);
          restRepeats.add(group.repeats());
        }
      }
    }
    lines = List.copyOf(foundLines);
    lineRepeats = foundLineRepeats.stream().mapToInt(Integer::intValue).toArray();
    others = rest.toArray(Operator[]::new);
    otherRepeats = restRepeats.stream().mapToInt(Integer::intValue).toArray();
    double flop = 0;
    double weights = 0;
    double activations = 0;
    for (int i = 0; i < lineRepeats.length; i++) {
      TokenOperator line = lines.get(i);
      flop += lineRepeats[i] * line.matmulFlopPerToken();
      weights += lineRepeats[i] * line.weightBytes();
      activations += lineRepeats[i] * line.activationBytesPerToken();
    }
    flopPerToken = flop;
    weightBytes = weights;
    activationBytesPerToken = activations;
  }

  /** The operators that treat every token alone. */
  public List<TokenOperator> lines() {
    return lines;
  }

  /** Layers that have line {@code i}. */
  public int lineRepeats(int i) {
    return lineRepeats[i];
  }

  /** How many operators are not lines. */
  public int others() {
    return others.length;
  }

  /** Operator {@code i} of those that are not lines. */
  public Operator other(int i) {
    return others[i];
  }

  /** Layers that have it. */
  public int otherRepeats(int i) {
    return otherRepeats[i];
  }

  /** FLOP of all lines together, all layers. */
  public double lineFlop(double tokens) {
    return flopPerToken * tokens;
  }

  /** Weight bytes of all lines together, all layers; all of them compulsory. */
  public double lineWeightBytes() {
    return weightBytes;
  }

  /**
   * FLOP of all matrix products of a batch of equal sequences.
   *
   * @param sequences of the batch, at least 1
   * @param query new tokens of each, at least 1
   * @param context cached tokens of each, at least 0
   */
  public double matmulFlop(long sequences, long query, long context) {
    double sum = lineFlop((double) sequences * query);
    for (int i = 0; i < others.length; i++) {
      sum += otherRepeats[i] * others[i].matmulFlop(sequences, query, context);
    }
    return sum;
  }

  /**
   * Bytes that the schedule moves for a batch of equal sequences.
   *
   * @param sequences of the batch, at least 1
   * @param query new tokens of each, at least 1
   * @param context cached tokens of each, at least 0
   */
  public double trafficBytes(long sequences, long query, long context) {
    double tokens = (double) sequences * query;
    double sum = lineWeightBytes() + activationBytesPerToken * tokens;
    for (int i = 0; i < others.length; i++) {
      Operator operator = others[i];
      sum +=
          otherRepeats[i]
              * (operator.weightBytes(sequences * query)
                  + operator.trafficWithoutWeights(sequences, query, context));
    }
    return sum;
  }
}
