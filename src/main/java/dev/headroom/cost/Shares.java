package dev.headroom.cost;

import dev.headroom.workload.Attention;
import dev.headroom.workload.FeedForward;
import dev.headroom.workload.GroupedAttention;
import dev.headroom.workload.LatentAttention;
import dev.headroom.workload.Layer;
import dev.headroom.workload.Model;
import dev.headroom.workload.Phase;
import dev.headroom.workload.Scenario;
import dev.headroom.workload.Sharding;
import dev.headroom.workload.Sharding.AttentionLayout;
import dev.headroom.workload.Sharding.WeightLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * What one device has of a layer, and what it tells the others, in the layouts of a {@link
 * Sharding}. Symbols: {@code n} tensor ways, of a block of weights {@code X} along the model's
 * width {@code d} and {@code Y = n/X} along hidden widths, {@code a} bytes of an activation.
 *
 * <ul>
 *   <li>Strips (1-D): a sum of {@code a·d} bytes a token that all get, after attention and after
 *       the feed-forward, once for both where they are parallel.
 *   <li>Blocks (2-D): {@code a·d/X} are gathered over {@code Y}, products of the {@code W} widths
 *       in (two of a gated feed-forward) summed over {@code X} as {@code a·W/Y}, the hidden width
 *       {@code F} gathered over {@code X} as {@code a·F/Y}, and {@code a·d/X} summed over {@code
 *       Y}; {@code X} is the divisor of {@code n} with which a feed-forward sends least. With one
 *       ungated feed-forward of {@code F = 4·d} and {@code X = √n/2} that is Pope's {@code
 *       8·a·d/√n} but for the {@code (w−1)/w} that he leaves out.
 *   <li>Gathered: the weights of a layer over {@code n}.
 *   <li>Attention by sequences: queries, keys and values change places before it, outputs behind
 *       it.
 *   <li>Experts over copies: every token to its {@code k} experts and back.
 *   <li>Context: keys and values of a prompt are gathered, outputs of a decode step summed.
 * </ul>
 *
 * @param sharding the layouts
 * @param model the whole model
 * @param scenario of one device
 */
record Shares(Sharding sharding, Model model, Scenario scenario) {

  /** One device alone. */
  static Shares none(Model model, Scenario scenario) {
    return new Shares(Sharding.NONE, model, scenario);
  }

  private int tensor() {
    return sharding.splitsWidths() ? sharding.tensor() : 1;
  }

  /** Whether attention's core runs over some sequences with all their heads. */
  boolean attendsBySequences() {
    return tensor() > 1 && sharding.attention() == AttentionLayout.BATCH;
  }

  private boolean isBlocked() {
    return tensor() > 1 && sharding.weights() == WeightLayout.STATIONARY_2D;
  }

  /** Ways along the model's width: 1 but for blocks of weights. */
  int modelWays() {
    if (!isBlocked()) {
      return 1;
    }
    int best = 1;
    double least = Double.POSITIVE_INFINITY;
    for (int x = 1; x <= tensor(); x++) {
      if (tensor() % x == 0 && model.modelDim() % x == 0) {
        double sent =
            blockExchanges(feedForwardIn(first()), feedForwardOut(first()), x).stream()
                .mapToDouble(exchange -> exchange.sentBytes(1))
                .sum();
        best = sent < least ? x : best;
        least = Math.min(least, sent);
      }
    }
    return best;
  }

  private Layer first() {
    return model.decoder().get(0).layer();
  }

  /** Devices over which a token's norms are divided: those of a block. */
  int normWays() {
    return isBlocked() ? tensor() : 1;
  }

  /** Ways over which experts are shared whole. */
  int expertWays() {
    return sharding.expert();
  }

  /** Copies whose tokens meet in the experts. */
  int expertCopies() {
    return sharding.expertCopies();
  }

  /** The core of attention, or the update of its cache, as one device has it. */
  Operator ofDevice(Operator operator) {
    Operator seen =
        attendsBySequences()
            ? new SeenOperator(operator, new SeenOperator.SomeSequences(tensor(), scenario.beams()))
            : operator;
    if (sharding.context() == 1) {
      return seen;
    }
    boolean cuts = scenario.phase() != Phase.DECODE && operator.kind() != OperatorKind.CACHE_UPDATE;
    return new SeenOperator(
        seen,
        cuts
            ? new SeenOperator.SomeQueries(sharding.context())
            : new SeenOperator.SomeKeys(sharding.context()));
  }

  /** What devices tell each other in a layer; its weights are those of the device's part. */
  List<Operator> exchangesOf(Layer layer) {
    List<Operator> exchanges = new ArrayList<>();
    if (sharding.weights() == WeightLayout.GATHERED && sharding.tensor() > 1) {
      exchanges.add(gatherWeights(layer.parameters(model.modelDim())));
      return exchanges;
    }
    if (isBlocked()) {
      addBlocks(layer, exchanges);
    } else if (tensor() > 1) {
      int sums = (layer.parallel() ? 1 : 2) + (layer.crossAttention() == null ? 0 : 1);
      for (int i = 0; i < sums; i++) {
        exchanges.add(inLayer(OperatorKind.ALL_REDUCE, tensor(), model.modelDim()));
      }
    }
    if (attendsBySequences()) {
      exchanges.add(inLayer(OperatorKind.ALL_TO_ALL, tensor(), attentionIn(layer) / tensor()));
      exchanges.add(inLayer(OperatorKind.ALL_TO_ALL, tensor(), attentionOut(layer) / tensor()));
    }
    if (sharding.expertCopies() > 1 && layer.feedForward() instanceof FeedForward.Experts experts) {
      double width = (double) experts.expertsPerToken() * model.modelDim() / sharding.tensor();
      for (int i = 0; i < 2; i++) {
        exchanges.add(inLayer(OperatorKind.ALL_TO_ALL, sharding.expert(), width));
      }
    }
    addContext(layer, exchanges);
    return exchanges;
  }

  private void addContext(Layer layer, List<Operator> exchanges) {
    int ways = sharding.context();
    if (ways == 1) {
      return;
    }
    int span = tensor() * ways;
    if (scenario.phase() == Phase.DECODE) {
      exchanges.add(
          new ExchangeOperator(
              OperatorKind.ALL_REDUCE,
              ways,
              span,
              activation() * attentionOut(layer) / tensor(),
              0));
      return;
    }
    Attention own = sharding.shard(model).decoder().get(0).layer().attention();
    double cached = scenario.precision().kvCache().bytes(1) * own.cacheElementsPerToken();
    exchanges.add(new ExchangeOperator(OperatorKind.ALL_GATHER, ways, span, ways * cached, 0));
  }

  private void addBlocks(Layer layer, List<Operator> exchanges) {
    int x = modelWays();
    double attendIn = attentionIn(layer);
    double attendOut = attentionOut(layer);
    if (layer.parallel()) {
      exchanges.addAll(
          blockExchanges(attendIn + feedForwardIn(layer), attendOut + feedForwardOut(layer), x));
      return;
    }
    exchanges.addAll(blockExchanges(attendIn, attendOut, x));
    exchanges.addAll(blockExchanges(feedForwardIn(layer), feedForwardOut(layer), x));
  }

  private List<ExchangeOperator> blockExchanges(double in, double out, int x) {
    int y = tensor() / x;
    List<ExchangeOperator> all = new ArrayList<>();
    addIfShared(all, OperatorKind.ALL_GATHER, y, (double) model.modelDim() / x);
    addIfShared(all, OperatorKind.REDUCE_SCATTER, x, in / y);
    addIfShared(all, OperatorKind.ALL_GATHER, x, out / y);
    addIfShared(all, OperatorKind.REDUCE_SCATTER, y, (double) model.modelDim() / x);
    return all;
  }

  private void addIfShared(
      List<ExchangeOperator> all, OperatorKind kind, int ways, double elements) {
    if (ways > 1) {
      all.add(new ExchangeOperator(kind, ways, tensor(), activation() * elements, 0));
    }
  }

  private ExchangeOperator inLayer(OperatorKind kind, int ways, double elements) {
    return new ExchangeOperator(kind, ways, ways, activation() * elements, 0);
  }

  private ExchangeOperator gatherWeights(double weights) {
    int ways = sharding.tensor();
    return new ExchangeOperator(
        OperatorKind.ALL_GATHER, ways, ways, 0, scenario.precision().weights().bytes() * weights);
  }

  /** Around the layers: the sum of the parts of a divided table, the head's weights. */
  List<Operator> exchangesOfTables() {
    if (sharding.tensor() == 1) {
      return List.of();
    }
    return sharding.weights() == WeightLayout.GATHERED
        ? List.of(gatherWeights((double) model.embedding().vocabularySize() * model.modelDim()))
        : List.of(inLayer(OperatorKind.ALL_REDUCE, tensor(), model.modelDim()));
  }

  /** From a stage to the next; empty with one. */
  List<Operator> handOver() {
    int stages = sharding.pipeline();
    return stages == 1
        ? List.of()
        : List.of(
            new ExchangeOperator(
                OperatorKind.HAND_OVER,
                2,
                sharding.devicesPerReplica(),
                activation() * model.modelDim(),
                0));
  }

  private double activation() {
    return scenario.precision().activations().bytes();
  }

  /** Elements of a token's queries, keys and values, all heads together. */
  private static double attentionIn(Layer layer) {
    return layer.attention() instanceof GroupedAttention grouped
        ? (double) grouped.queryHeads() * grouped.keyDim()
            + (double) grouped.kvHeads() * grouped.ownKeyValueDim()
        : (double) layer.attention().queryHeads() * ((LatentAttention) layer.attention()).keyDim()
            + ((LatentAttention) layer.attention()).latentDim();
  }

  private static double attentionOut(Layer layer) {
    int value =
        layer.attention() instanceof GroupedAttention grouped
            ? grouped.valueDim()
            : ((LatentAttention) layer.attention()).valueDim();
    return (double) layer.attention().queryHeads() * value;
  }

  private static double feedForwardIn(Layer layer) {
    FeedForward block = layer.feedForward();
    boolean gated =
        block instanceof FeedForward.Dense dense
            ? dense.gated()
            : ((FeedForward.Experts) block).gated();
    return (gated ? 2 : 1) * feedForwardOut(layer);
  }

  private static double feedForwardOut(Layer layer) {
    if (layer.feedForward() instanceof FeedForward.Dense dense) {
      return dense.hiddenDim();
    }
    FeedForward.Experts experts = (FeedForward.Experts) layer.feedForward();
    return (double) experts.expertsPerToken() * experts.expertDim() + experts.sharedDim();
  }
}
