package dev.headroom.cost;

import dev.headroom.cost.AttentionOperator.Keys.Account;
import dev.headroom.workload.Attention;
import dev.headroom.workload.ExecutionPolicy;
import dev.headroom.workload.ExecutionPolicy.BeamReorder;
import dev.headroom.workload.ExecutionPolicy.CacheUpdate;
import dev.headroom.workload.FeedForward;
import dev.headroom.workload.GroupedAttention;
import dev.headroom.workload.GroupedAttention.KeyValues;
import dev.headroom.workload.Indexer;
import dev.headroom.workload.KvFormat;
import dev.headroom.workload.LatentAttention;
import dev.headroom.workload.Layer;
import dev.headroom.workload.Mask;
import dev.headroom.workload.Precision;
import dev.headroom.workload.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Lays a decoder layer out as operators.
 *
 * <p>Traffic of activations is that of operators run one after another: each reads its inputs from
 * memory and writes its outputs; a norm is fused with the residual sum before it (reads stream and
 * block output, writes stream and normed value); a gate is fused with the products it joins.
 */
final class LayerOperators {
  private final int modelDim;
  private final Scenario scenario;
  private final Precision precision;
  private final ExecutionPolicy policy;
  private final double weight;
  private final double activation;
  private final TokenOperators tokens;
  private final Shares shares;

  LayerOperators(int modelDim, Scenario scenario, Shares shares) {
    this.modelDim = modelDim;
    this.scenario = scenario;
    this.shares = shares;
    this.precision = scenario.precision();
    this.policy = scenario.policy();
    this.weight = precision.weights().bytes();
    this.activation = precision.activations().bytes();
    this.tokens =
        new TokenOperators(modelDim, weight, activation, shares.modelWays(), shares.normWays());
  }

  /**
   * An encoder's layer: its keys and values are activations, which no later step reads.
   *
   * @throws IllegalArgumentException if its attention is latent
   */
  List<Operator> ofEncoder(Layer layer) {
    if (!(layer.attention() instanceof GroupedAttention attention)) {
      throw new IllegalArgumentException("latent attention is not counted in an encoder");
    }
    List<Operator> operators = uncachedAttention(attention);
    operators.add(tokens.norm(OperatorKind.FEED_FORWARD_NORM));
    addFeedForward(layer.feedForward(), operators);
    return List.copyOf(operators);
  }

  /**
   * A layer of a training step: its keys and values are activations, those of its source are made
   * anew, and every position is a query.
   *
   * @throws IllegalArgumentException if its attention is latent, sparse, or reuses a cache
   */
  List<Operator> ofTraining(Layer layer) {
    if (!(layer.attention() instanceof GroupedAttention attention)
        || attention.mask() instanceof Mask.TopK
        || attention.keyValues() == KeyValues.REUSED) {
      throw new IllegalArgumentException(
          "--phase train: latent attention, top-k masks and reused caches are not counted in"
              + " training");
    }
    List<Operator> operators = uncachedAttention(attention);
    GroupedAttention cross = layer.crossAttention();
    if (cross != null) {
      operators.add(tokens.norm(OperatorKind.CROSS_NORM));
      operators.add(
          new SeenOperator(
              tokens.fromStream(
                  OperatorKind.CROSS_KEY_VALUE,
                  cross.keyValueWeights(modelDim),
                  (long) cross.kvHeads() * cross.ownKeyValueDim()),
              new SeenOperator.OfSource(scenario.sourceLength())));
      operators.add(
          tokens.fromStream(
              OperatorKind.CROSS_QUERY,
              cross.queryWeights(modelDim),
              (long) cross.queryHeads() * cross.keyDim()));
      operators.add(
          uncachedCore(
              OperatorKind.CROSS_ATTENTION, cross, new Mask.Source(scenario.sourceLength())));
      operators.add(outputOf(cross, OperatorKind.CROSS_OUTPUT));
    }
    if (!layer.parallel()) {
      operators.add(tokens.norm(OperatorKind.FEED_FORWARD_NORM));
    }
    addFeedForward(layer.feedForward(), operators);
    return List.copyOf(operators);
  }

  /** Norm, projections and core of self-attention without a cache. */
  private List<Operator> uncachedAttention(GroupedAttention attention) {
    List<Operator> operators = new ArrayList<>();
    operators.add(tokens.norm(OperatorKind.ATTENTION_NORM));
    long queryWidth = (long) attention.queryHeads() * attention.keyDim();
    long keyValueWidth = (long) attention.kvHeads() * attention.ownKeyValueDim();
    operators.add(
        tokens.fromStream(
            OperatorKind.QUERY_KEY_VALUE,
            attention.queryWeights(modelDim) + attention.keyValueWeights(modelDim),
            queryWidth + keyValueWidth));
    operators.add(uncachedCore(OperatorKind.ATTENTION, attention, attention.mask()));
    operators.add(outputOf(attention, OperatorKind.ATTENTION_OUTPUT));
    return operators;
  }

  private Operator uncachedCore(OperatorKind kind, GroupedAttention attention, Mask mask) {
    return core(
        kind,
        headsOf(attention),
        mask,
        new AttentionOperator.Keys(
            activation * attention.ownKeyValueDim(), 0, false, Account.CACHE_UPDATE),
        Optional.empty());
  }

  /**
   * The keys and values of a decoder layer's cross-attention, made once from the encoder's output.
   */
  List<Operator> ofSourceKeys(GroupedAttention cross) {
    return List.of(
        tokens.fromStream(OperatorKind.CROSS_KEY_VALUE, cross.keyValueWeights(modelDim), 0),
        new CacheUpdateOperator(
            bytesPerKey(cross) * cross.kvHeads(),
            new Mask.Bidirectional(),
            CacheUpdate.IN_PLACE,
            policy.pageTokens(),
            cross.groupSize()));
  }

  /** A norm over the residual stream. */
  TokenOperator norm(OperatorKind kind) {
    return tokens.norm(kind);
  }

  /**
   * The operators of one layer, in order.
   *
   * @param layer the part of it that a device has
   * @param whole the whole layer
   */
  List<Operator> of(Layer layer, Layer whole) {
    List<Operator> operators = new ArrayList<>();
    operators.add(tokens.norm(OperatorKind.ATTENTION_NORM));
    addSelfAttention(
        layer.attention(),
        shares.attendsBySequences() ? whole.attention() : layer.attention(),
        operators);
    GroupedAttention cross = layer.crossAttention();
    if (cross != null) {
      operators.add(tokens.norm(OperatorKind.CROSS_NORM));
      addCrossAttention(cross, operators);
    }
    if (!layer.parallel()) {
      operators.add(tokens.norm(OperatorKind.FEED_FORWARD_NORM));
    }
    addFeedForward(layer.feedForward(), operators);
    operators.addAll(shares.exchangesOf(whole));
    return List.copyOf(operators);
  }

  /**
   * Projections and core.
   *
   * @param core the heads that a device's core runs over
   */
  private void addSelfAttention(Attention attention, Attention core, List<Operator> operators) {
    if (attention instanceof GroupedAttention grouped) {
      addGrouped(grouped, (GroupedAttention) core, operators);
    } else {
      LatentAttention latent = (LatentAttention) attention;
      refuseLatentPrefix();
      if (latent.form() == LatentAttention.Form.EXPANDED) {
        addExpanded(latent, (LatentAttention) core, operators);
      } else {
        addAbsorbed(latent, (LatentAttention) core, operators);
      }
    }
  }

  private void addGrouped(
      GroupedAttention attention, GroupedAttention core, List<Operator> operators) {
    long queryWidth = (long) attention.queryHeads() * attention.keyDim();
    double bytesPerKey = bytesPerKey(attention);
    boolean reused = attention.keyValues() == KeyValues.REUSED;
    operators.add(
        tokens.fromStream(
            OperatorKind.QUERY_KEY_VALUE,
            attention.queryWeights(modelDim) + attention.keyValueWeights(modelDim),
            queryWidth));
    if (!reused) {
      addCacheUpdate(
          bytesPerKey * core.kvHeads(),
          (long) core.kvHeads() * core.ownKeyValueDim(),
          core.mask(),
          core.groupSize(),
          operators);
    }
    addIndexer(attention.mask(), modelDim, operators);
    AttentionOperator.Keys keys =
        new AttentionOperator.Keys(
            bytesPerKey,
            rereadBytes(attention),
            true,
            reused ? Account.EARLIER_LAYER : Account.CACHE_UPDATE);
    addPrefix(core, keys, operators);
    operators.add(
        shares.ofDevice(
            ofHypotheses(
                afterPrefix(
                    core(
                        OperatorKind.ATTENTION,
                        headsOf(core),
                        core.mask(),
                        keys,
                        Optional.empty())))));
    operators.add(outputOf(attention, OperatorKind.ATTENTION_OUTPUT));
  }

  private TokenOperator outputOf(GroupedAttention attention, OperatorKind kind) {
    long outputWidth = (long) attention.queryHeads() * attention.valueDim();
    return tokens.toStream(kind, attention.outputWeights(modelDim), outputWidth);
  }

  /**
   * The part of the core over the prefix that all sequences share: read once for all of them, then
   * joined with each one's own part.
   *
   * @throws IllegalArgumentException if the mask is not causal, under which alone all queries see
   *     the whole prefix
   */
  private void addPrefix(
      GroupedAttention attention, AttentionOperator.Keys keys, List<Operator> operators) {
    if (scenario.sharedPrefix() == 0) {
      return;
    }
    if (!(attention.mask() instanceof Mask.Causal)) {
      throw new IllegalArgumentException(
          "--shared-prefix: is counted under causal masks only, was "
              + attention.mask().describe());
    }
    AttentionOperator.Keys shared =
        new AttentionOperator.Keys(
            keys.bytesPerKey(),
            keys.rereadBytes(),
            true,
            keys.account() == Account.CACHE_UPDATE ? Account.CORE : keys.account());
    operators.add(
        shares.ofDevice(
            new SeenOperator(
                core(
                    OperatorKind.PREFIX_ATTENTION,
                    headsOf(attention),
                    new Mask.Source(scenario.sharedPrefix()),
                    shared,
                    Optional.empty()),
                new SeenOperator.Shared(Long.MAX_VALUE))));
  }

  private Operator afterPrefix(Operator operator) {
    return scenario.sharedPrefix() == 0
        ? operator
        : new SeenOperator(operator, new SeenOperator.After(scenario.sharedPrefix()));
  }

  /** The core over each hypothesis's own cache. */
  private Operator ofHypotheses(Operator core) {
    return scenario.beams() == 1
        ? core
        : new SeenOperator(core, new SeenOperator.Hypotheses(scenario.beams()));
  }

  /**
   * K and V of the source were made in the encoder pass; a step only reads them, once for all
   * hypotheses of a source.
   */
  private void addCrossAttention(GroupedAttention attention, List<Operator> operators) {
    long queryWidth = (long) attention.queryHeads() * attention.keyDim();
    operators.add(
        tokens.fromStream(OperatorKind.CROSS_QUERY, attention.queryWeights(modelDim), queryWidth));
    AttentionOperator core =
        core(
            OperatorKind.CROSS_ATTENTION,
            headsOf(attention),
            new Mask.Source(scenario.sourceLength()),
            new AttentionOperator.Keys(
                bytesPerKey(attention), rereadBytes(attention), true, Account.CORE),
            Optional.empty());
    operators.add(
        scenario.beams() == 1
            ? core
            : new SeenOperator(core, new SeenOperator.Shared(scenario.beams())));
    operators.add(outputOf(attention, OperatorKind.CROSS_OUTPUT));
  }

  private void refuseLatentPrefix() {
    if (scenario.sharedPrefix() > 0) {
      throw new IllegalArgumentException(
          "--shared-prefix: is not counted for latent attention; leave it out");
    }
  }

  private void addAbsorbed(LatentAttention latent, LatentAttention core, List<Operator> operators) {
    LatentForms forms = new LatentForms(latent);
    double latentBytes = precision.kvCache().bytes(latent.latentDim());
    operators.add(latentProjection(latent));
    addCacheUpdate(latentBytes, latent.latentDim(), latent.mask(), latent.queryHeads(), operators);
    addIndexer(latent.mask(), latent.indexQueryWidth(modelDim), operators);
    operators.add(new AbsorptionOperator(OperatorKind.ABSORB_QUERY, forms, weight, activation));
    operators.add(
        shares.ofDevice(
            ofHypotheses(
                core(
                    OperatorKind.ATTENTION,
                    new Heads(core.queryHeads(), 1, core.latentDim(), core.kvRank()),
                    core.mask(),
                    new AttentionOperator.Keys(
                        latentBytes,
                        precision.kvCache().bytes(core.kvRank()),
                        true,
                        Account.CACHE_UPDATE),
                    Optional.of(new LatentForms(core))))));
    operators.add(new AbsorptionOperator(OperatorKind.EXPAND_OUTPUT, forms, weight, activation));
    operators.add(latentOutput(latent));
  }

  private void addExpanded(LatentAttention latent, LatentAttention core, List<Operator> operators) {
    LatentForms forms = new LatentForms(core);
    double latentBytes = precision.kvCache().bytes(latent.latentDim());
    Heads heads = new Heads(core.queryHeads(), core.queryHeads(), core.keyDim(), core.valueDim());
    double madeBytesPerKey = activation * (core.keyDim() + core.valueDim());
    operators.add(latentProjection(latent));
    addCacheUpdate(latentBytes, latent.latentDim(), latent.mask(), latent.queryHeads(), operators);
    addIndexer(latent.mask(), latent.indexQueryWidth(modelDim), operators);
    operators.add(
        shares.ofDevice(
            ofHypotheses(new LatentExpansionOperator(forms, weight, activation, latentBytes))));
    operators.add(
        shares.ofDevice(
            core(
                OperatorKind.ATTENTION,
                heads,
                core.mask(),
                new AttentionOperator.Keys(madeBytesPerKey, 0, false, Account.CACHE_UPDATE),
                Optional.of(forms))));
    operators.add(latentOutput(latent));
  }

  private TokenOperator latentProjection(LatentAttention latent) {
    long queryWidth = (long) latent.queryHeads() * latent.keyDim();
    TokenOperator projections =
        tokens.projected(
            OperatorKind.QUERY_KEY_VALUE,
            latent.queryWeights(modelDim) + latent.latentWeights(modelDim),
            modelDim + 2L * latent.queryRank(),
            queryWidth);
    // Programs make both latents, or the query and the latent, with one matrix.
    return latent.queryRank() == 0
        ? projections.by(new Matrix(modelDim, queryWidth + latent.latentDim()))
        : projections.by(
            new Matrix(modelDim, (long) latent.queryRank() + latent.latentDim()),
            new Matrix(latent.queryRank(), queryWidth));
  }

  private TokenOperator latentOutput(LatentAttention latent) {
    return tokens.toStream(
        OperatorKind.ATTENTION_OUTPUT,
        latent.outputWeights(modelDim),
        (long) latent.queryHeads() * latent.valueDim());
  }

  private static Heads headsOf(GroupedAttention attention) {
    return new Heads(
        attention.queryHeads(), attention.kvHeads(), attention.keyDim(), attention.valueDim());
  }

  /** Projections from the query's input and the stream, then scores of all earlier tokens. */
  private void addIndexer(Mask mask, long queryWidth, List<Operator> operators) {
    if (!(mask instanceof Mask.TopK topK) || topK.indexer().isEmpty()) {
      return;
    }
    Indexer indexer = topK.indexer().get();
    operators.add(
        tokens.projected(
            OperatorKind.INDEX_PROJECTION,
            indexer.parameters(modelDim, queryWidth),
            modelDim + queryWidth,
            (long) indexer.heads() * (indexer.dim() + 1)));
    operators.add(
        new IndexOperator(
            indexer,
            precision.kvCache().bytes(indexer.dim()),
            policy.tileTokens(indexer.heads()),
            policy.pageTokens()));
  }

  /** A value that is its own key is loaded again by an unfused weighted sum. */
  private double rereadBytes(GroupedAttention attention) {
    return attention.keyValues() == KeyValues.TIED
        ? precision.kvCache().bytes(attention.keyDim())
        : 0;
  }

  private double bytesPerKey(GroupedAttention attention) {
    KvFormat format = precision.kvCache();
    if (attention.keyValues() == KeyValues.TIED) {
      return format.bytes(attention.keyDim());
    }
    return format.bytes(attention.keyDim()) + format.bytes(attention.valueDim());
  }

  private void addCacheUpdate(
      double bytesPerToken,
      long elementsPerToken,
      Mask mask,
      int groupSize,
      List<Operator> operators) {
    operators.add(
        shares.ofDevice(
            afterPrefix(
                new CacheUpdateOperator(
                    bytesPerToken, mask, policy.cacheUpdate(), policy.pageTokens(), groupSize))));
    if (scenario.beams() > 1 && policy.beamReorder() != BeamReorder.POINTER) {
      operators.add(
          shares.ofDevice(
              afterPrefix(
                  new BeamReorderOperator(
                      bytesPerToken, elementsPerToken, mask, policy.beamReorder()))));
    }
  }

  private AttentionOperator core(
      OperatorKind kind,
      Heads heads,
      Mask mask,
      AttentionOperator.Keys keys,
      Optional<LatentForms> forms) {
    AttentionOperator.Layout layout =
        new AttentionOperator.Layout(
            policy.fused(),
            policy.tileTokens(heads.groupSize()),
            policy.pageTokens(),
            activation,
            precision.scores().bytes());
    return new AttentionOperator(kind, heads, mask, layout, keys, forms);
  }

  private void addFeedForward(FeedForward feedForward, List<Operator> operators) {
    if (feedForward instanceof FeedForward.Dense dense) {
      operators.add(
          tokens.block(
              OperatorKind.FEED_FORWARD,
              dense.hiddenDim(),
              dense.gated(),
              dense.parameters(modelDim)));
      return;
    }
    FeedForward.Experts experts = (FeedForward.Experts) feedForward;
    operators.add(
        tokens.fromStream(OperatorKind.ROUTER, experts.routerWeights(modelDim), experts.experts()));
    if (experts.sharedDim() > 0) {
      operators.add(
          tokens.block(
              OperatorKind.SHARED_EXPERTS,
              experts.sharedDim(),
              experts.gated(),
              experts.sharedWeights(modelDim)));
    }
    operators.add(
        new ExpertsOperator(
            experts,
            modelDim,
            weight,
            activation,
            new ExpertsOperator.Spread(shares.expertWays(), shares.expertCopies())));
  }
}
