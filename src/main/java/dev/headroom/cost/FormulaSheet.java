package dev.headroom.cost;

import dev.headroom.workload.Batch;
import dev.headroom.workload.FeedForward;
import dev.headroom.workload.GroupedAttention;
import dev.headroom.workload.GroupedAttention.KeyValues;
import dev.headroom.workload.Indexer;
import dev.headroom.workload.LatentAttention;
import dev.headroom.workload.Layer;
import dev.headroom.workload.Mask;
import dev.headroom.workload.Model;
import dev.headroom.workload.Phase;
import dev.headroom.workload.Precision;
import dev.headroom.workload.Scenario;
import dev.headroom.workload.Segment;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes a counted step out as formulas. The values come from the counts, the numbers in the
 * formulas from the shapes: a test computes the one from the other.
 *
 * <p>Symbols: {@code B} sequences, {@code T} new tokens and {@code P} cached ones of each, {@code
 * d} model width, {@code Hq} query heads, {@code Hkv} KV heads, {@code dk}, {@code dv} head widths,
 * {@code s} bytes of an element.
 */
public final class FormulaSheet {
  private final Model model;
  private final Precision precision;
  private final Segment segment;
  private final long sourceLength;
  private final StepCost cost;
  private final List<Formula> formulas = new ArrayList<>();
  private String part = "";

  private FormulaSheet(Model model, Scenario scenario, StepCost cost) {
    this.model = model;
    this.precision = scenario.precision();
    this.segment = onlySegment(scenario.batch());
    this.sourceLength = scenario.sourceLength();
    this.cost = cost;
  }

  /**
   * The formulas of a step, one layer of each kind, then the output head.
   *
   * @throws IllegalArgumentException if the batch is ragged
   */
  public static List<Formula> of(Model model, Scenario scenario, StepCost cost) {
    requirePlain(model, scenario);
    FormulaSheet sheet = new FormulaSheet(model, scenario, cost);
    List<OperatorGroup> groups =
        cost.operators().stream().map(OperatorCost::group).distinct().toList();
    for (int i = 0; i < model.decoder().size(); i++) {
      Layer layer = StepModel.withForm(model.decoder().get(i).layer(), scenario.batch());
      OperatorGroup group = groups.get(i + 1);
      sheet.part = "one of " + group.repeats() + " " + group.name();
      sheet.addLayer(layer, group);
    }
    sheet.part = "output";
    sheet.addOutput(groups.get(groups.size() - 1));
    return List.copyOf(sheet.formulas);
  }

  private static void requirePlain(Model model, Scenario scenario) {
    if (model.isEncoderDecoder() && scenario.phase() == Phase.PREFILL) {
      throw new IllegalArgumentException(
          "--phase: the formulas of an encoder pass are not written out; estimate has its counts");
    }
    if (scenario.beams() > 1 || scenario.sharedPrefix() > 0) {
      throw new IllegalArgumentException(
          "--beams, --shared-prefix: their formulas are not written out; estimate has the counts");
    }
  }

  private static Segment onlySegment(Batch batch) {
    if (batch.segments().size() > 1) {
      throw new IllegalArgumentException(
          "--sequences: formulas are written out for equal sequences, had "
              + batch.segments().size()
              + " kinds");
    }
    return batch.segments().get(0);
  }

  private OperatorCost find(OperatorGroup group, OperatorKind kind) {
    return cost.operators().stream()
        .filter(each -> each.group().equals(group) && each.operator().kind() == kind)
        .findFirst()
        .orElseThrow();
  }

  private void add(String quantity, String symbols, String numbers, double value, String unit) {
    formulas.add(new Formula(part, quantity, symbols, numbers, value, unit));
  }

  private void addLayer(Layer layer, OperatorGroup group) {
    if (layer.attention() instanceof GroupedAttention grouped) {
      addGrouped(grouped, group);
    } else {
      addLatent((LatentAttention) layer.attention(), group);
    }
    GroupedAttention cross = layer.crossAttention();
    if (cross != null) {
      addWeights(
          "cross-attention query projection",
          "d·Hq·dk",
          product(model.modelDim(), cross.queryHeads(), cross.keyDim()),
          find(group, OperatorKind.CROSS_QUERY));
      Heads heads =
          new Heads(cross.queryHeads(), cross.kvHeads(), cross.keyDim(), cross.valueDim());
      addCore(
          "cross-attention",
          heads,
          new Mask.Source(sourceLength),
          find(group, OperatorKind.CROSS_ATTENTION));
      addWeights(
          "cross-attention output projection",
          "Hq·dv·d",
          product(cross.queryHeads(), cross.valueDim(), model.modelDim()),
          find(group, OperatorKind.CROSS_OUTPUT));
    }
    addFeedForward(layer.feedForward(), group);
  }

  private void addGrouped(GroupedAttention attention, OperatorGroup group) {
    int queryHeads = attention.queryHeads();
    int kvHeads = attention.kvHeads();
    int keyDim = attention.keyDim();
    int valueDim = attention.valueDim();
    addWeights(
        "q, k, v projections",
        switch (attention.keyValues()) {
          case SEPARATE -> "d·(Hq·dk + Hkv·(dk + dv))";
          case TIED -> "d·(Hq·dk + Hkv·dk)";
          case REUSED -> "d·(Hq·dk + Hkv·0)";
        },
        product(
            model.modelDim(),
            sum(product(queryHeads, keyDim), product(kvHeads, ownKeyValues(attention)))),
        find(group, OperatorKind.QUERY_KEY_VALUE));
    addCore(
        "attention",
        new Heads(queryHeads, kvHeads, keyDim, valueDim),
        attention.mask(),
        find(group, OperatorKind.ATTENTION));
    if (attention.keyValues() != KeyValues.REUSED) {
      addCache(find(group, OperatorKind.CACHE_UPDATE));
    }
    addIndexer(attention.mask(), model.modelDim(), group);
    addWeights(
        "output projection",
        "Hq·dv·d",
        product(queryHeads, valueDim, model.modelDim()),
        find(group, OperatorKind.ATTENTION_OUTPUT));
  }

  private static Object ownKeyValues(GroupedAttention attention) {
    return attention.keyValues() == KeyValues.SEPARATE
        ? sum(attention.keyDim(), attention.valueDim())
        : attention.ownKeyValueDim();
  }

  private void addIndexer(Mask mask, long queryWidth, OperatorGroup group) {
    if (!(mask instanceof Mask.TopK topK) || topK.indexer().isEmpty()) {
      return;
    }
    Indexer indexer = topK.indexer().get();
    addWeights(
        "indexer's projections",
        "(w·Hi·di + d·(di + Hi))",
        sum(
            product(queryWidth, indexer.heads(), indexer.dim()),
            product(model.modelDim(), sum(indexer.dim(), indexer.heads()))),
        find(group, OperatorKind.INDEX_PROJECTION));
    PairFormula pairs =
        PairFormula.visible(new Mask.Causal(), segment.queryLength(), segment.contextLength());
    add(
        "indexer: scores of all earlier tokens",
        "2·B·Hi·di·(" + pairs.symbols() + ")",
        product(2, segment.sequences(), indexer.heads(), indexer.dim(), pairs.value()),
        find(group, OperatorKind.INDEX).work().matmulFlop(),
        "FLOP");
  }

  private void addLatent(LatentAttention latent, OperatorGroup group) {
    int d = model.modelDim();
    String wide = product(latent.queryHeads(), sum(latent.nopeDim(), latent.ropeDim()));
    boolean direct = latent.queryRank() == 0;
    String query = direct ? product(d, wide) : product(latent.queryRank(), sum(d, wide));
    addWeights(
        "query and latent projections",
        (direct ? "(d·Hq·(nope + rope)" : "(rq·(d + Hq·(nope + rope))") + " + d·(rank + rope))",
        sum(query, product(d, sum(latent.kvRank(), latent.ropeDim()))),
        find(group, OperatorKind.QUERY_KEY_VALUE));
    addCache(find(group, OperatorKind.CACHE_UPDATE));
    addIndexer(latent.mask(), latent.indexQueryWidth(d), group);
    if (latent.form() == LatentAttention.Form.EXPANDED) {
      addExpanded(latent, group);
    } else {
      addAbsorbed(latent, group);
    }
    addWeights(
        "output projection",
        "Hq·dv·d",
        product(latent.queryHeads(), latent.valueDim(), d),
        find(group, OperatorKind.ATTENTION_OUTPUT));
  }

  private void addExpanded(LatentAttention latent, OperatorGroup group) {
    long keys = latent.mask().visibleKeys(segment.queryLength(), segment.contextLength());
    add(
        "keys and values expanded from latents: work",
        "2·B·keys·rank·Hq·(nope + dv)",
        product(
            2,
            segment.sequences(),
            keys,
            latent.kvRank(),
            latent.queryHeads(),
            sum(latent.nopeDim(), latent.valueDim())),
        find(group, OperatorKind.LATENT_EXPANSION).work().matmulFlop(),
        "FLOP");
    Heads heads =
        new Heads(latent.queryHeads(), latent.queryHeads(), latent.keyDim(), latent.valueDim());
    addCore("attention", heads, latent.mask(), find(group, OperatorKind.ATTENTION));
  }

  private void addAbsorbed(LatentAttention latent, OperatorGroup group) {
    addWeights(
        "query absorbed into the latent",
        "Hq·nope·rank",
        product(latent.queryHeads(), latent.nopeDim(), latent.kvRank()),
        find(group, OperatorKind.ABSORB_QUERY));
    Heads heads = new Heads(latent.queryHeads(), 1, latent.latentDim(), latent.kvRank());
    addCore("attention", heads, latent.mask(), find(group, OperatorKind.ATTENTION));
    addWeights(
        "values expanded from the latent",
        "Hq·rank·dv",
        product(latent.queryHeads(), latent.kvRank(), latent.valueDim()),
        find(group, OperatorKind.EXPAND_OUTPUT));
  }

  /** A product with weights: its work and its bytes. */
  private void addWeights(String name, String symbols, String numbers, OperatorCost operator) {
    add(
        name + ": work",
        "2·B·T·" + symbols,
        product(2, segment.sequences(), segment.queryLength(), numbers),
        operator.work().matmulFlop(),
        "FLOP");
    add(
        name + ": weights",
        "s·" + symbols,
        product(bytes(precision.weights().bytes()), numbers),
        operator.traffic().weights(),
        "bytes");
  }

  private void addCore(String name, Heads heads, Mask mask, OperatorCost operator) {
    AttentionOperator core = (AttentionOperator) operator.operator();
    long query = segment.queryLength();
    long context = segment.contextLength();
    long n = segment.sequences();
    PairFormula pairs =
        core.layout().fused()
            ? PairFormula.visible(mask, query, context)
            : PairFormula.rectangle(mask, query, context);
    add(name + ": pairs a head", pairs.symbols(), pairs.numbers(), pairs.value(), "");
    add(
        name + ": scores and weighted sum",
        "2·B·Hq·pairs·(dk + dv)",
        product(2, n, heads.queryHeads(), pairs.value(), sum(heads.keyDim(), heads.valueDim())),
        operator.work().matmulFlop(),
        "FLOP");
    add(
        name + ": exponentials",
        "B·Hq·pairs",
        product(n, heads.queryHeads(), pairs.value()),
        operator.work().exponentials(),
        "");
    if (core.keys().cached()) {
      long loaded = core.loadedKeys(query, context);
      add(
          name + ": K and V read",
          "B·Hkv·keys·(bytes of a key and its value)",
          product(n, heads.kvHeads(), loaded, bytes(core.bytesPerLoadedKey())),
          operator.traffic().kvRead(),
          "bytes");
    }
    if (!core.layout().fused()) {
      add(
          name + ": scores written and read",
          "4·B·Hq·T·keys·s",
          product(
              4,
              n,
              heads.queryHeads(),
              query,
              mask.visibleKeys(query, context),
              bytes(core.layout().scoreBytes())),
          operator.traffic().logits(),
          "bytes");
    }
  }

  private void addCache(OperatorCost operator) {
    CacheUpdateOperator cache = (CacheUpdateOperator) operator.operator();
    long kept = cache.mask().residentKeys(segment.contextLength() + segment.queryLength());
    long pages = (kept + cache.pageTokens() - 1) / cache.pageTokens();
    add(
        "KV cache after the step",
        "B·keys·(bytes of a token)",
        product(segment.sequences(), pages * cache.pageTokens(), bytes(cache.bytesPerToken())),
        operator.memory().kvCache(),
        "bytes");
  }

  private void addFeedForward(FeedForward feedForward, OperatorGroup group) {
    if (feedForward instanceof FeedForward.Dense dense) {
      addBlock(
          dense.gated() ? "feed-forward, gated" : "feed-forward",
          "d_ff",
          dense.hiddenDim(),
          dense.gated(),
          find(group, OperatorKind.FEED_FORWARD));
      return;
    }
    FeedForward.Experts experts = (FeedForward.Experts) feedForward;
    addExperts(experts, find(group, OperatorKind.EXPERTS));
    if (experts.sharedDim() > 0) {
      addBlock(
          "shared experts",
          "d_s",
          experts.sharedDim(),
          experts.gated(),
          find(group, OperatorKind.SHARED_EXPERTS));
    }
  }

  private void addBlock(
      String name, String widthSymbol, int width, boolean gated, OperatorCost operator) {
    int matrices = FeedForward.matrices(gated);
    addWeights(
        name, matrices + "·d·" + widthSymbol, product(matrices, model.modelDim(), width), operator);
  }

  private void addExperts(FeedForward.Experts experts, OperatorCost operator) {
    int matrices = FeedForward.matrices(experts.gated());
    long n = segment.sequences();
    long query = segment.queryLength();
    add(
        "routed experts: work",
        "2·B·T·k·" + matrices + "·d·d_e",
        product(
            2,
            n,
            query,
            experts.expertsPerToken(),
            matrices,
            model.modelDim(),
            experts.expertDim()),
        operator.work().matmulFlop(),
        "FLOP");
    String share = experts.expertsPerToken() + "/" + experts.experts();
    add(
        "routed experts touched",
        "E·(1 − (1 − k/E)^(B·T))",
        experts.experts() + "·(1 − (1 − " + share + ")^(" + product(n, query) + "))",
        operator.workItems(),
        "");
  }

  /** Of a prompt the head sees one position of each sequence, so no {@code T}. */
  private void addOutput(OperatorGroup group) {
    OperatorCost head = find(group, OperatorKind.OUTPUT_HEAD);
    String table = product(model.embedding().vocabularySize(), model.modelDim());
    boolean all = ((OutputHeadOperator) head.operator()).allPositions();
    add(
        "output head: work",
        all ? "2·B·T·V·d" : "2·B·V·d",
        all
            ? product(2, segment.sequences(), segment.queryLength(), table)
            : product(2, segment.sequences(), table),
        head.work().matmulFlop(),
        "FLOP");
    add(
        "output head: weights",
        "s·V·d",
        product(bytes(precision.weights().bytes()), table),
        head.traffic().weights(),
        "bytes");
  }

  private static String product(Object... factors) {
    return Arrays.stream(factors).map(Object::toString).collect(Collectors.joining("·"));
  }

  private static String sum(Object... terms) {
    return Arrays.stream(terms).map(Object::toString).collect(Collectors.joining(" + ", "(", ")"));
  }

  private static String bytes(double count) {
    return BigDecimal.valueOf(count).stripTrailingZeros().toPlainString();
  }
}
