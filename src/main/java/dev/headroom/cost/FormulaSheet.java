package dev.headroom.cost;

import static java.math.BigDecimal.valueOf;

import dev.headroom.workload.Batch;
import dev.headroom.workload.FeedForward;
import dev.headroom.workload.GroupedAttention;
import dev.headroom.workload.LatentAttention;
import dev.headroom.workload.Layer;
import dev.headroom.workload.Mask;
import dev.headroom.workload.Model;
import dev.headroom.workload.Precision;
import dev.headroom.workload.Scenario;
import dev.headroom.workload.Segment;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a counted step out as formulas. The values come from the counts, the numbers in the formulas from the shapes: a
 * test computes the one from the other.
 *
 * <p>Symbols: {@code B} sequences, {@code T} new tokens and {@code P} cached ones of each, {@code d} model width, {@code Hq}
 * query heads, {@code Hkv} KV heads, {@code dk}, {@code dv} head widths, {@code s} bytes of an element.
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
    FormulaSheet sheet = new FormulaSheet(model, scenario, cost);
    List<OperatorGroup> groups =
        cost.operators().stream().map(OperatorCost::group).distinct().toList();
    for (int i = 0; i < model.decoder().size(); i++) {
      Layer layer = StepModel.withForm(model.decoder().get(i).layer(), scenario.phase());
      OperatorGroup group = groups.get(i + 1);
      sheet.part = "one of " + group.repeats() + " " + group.name();
      sheet.addLayer(layer, group);
    }
    sheet.part = "output";
    sheet.addOutput(groups.get(groups.size() - 1));
    return List.copyOf(sheet.formulas);
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
          model.modelDim() + "·" + cross.queryHeads() + "·" + cross.keyDim(),
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
          cross.queryHeads() + "·" + cross.valueDim() + "·" + model.modelDim(),
          find(group, OperatorKind.CROSS_OUTPUT));
    }
    addFeedForward(layer.feedForward(), group);
  }

  private void addGrouped(GroupedAttention attention, OperatorGroup group) {
    String d = String.valueOf(model.modelDim());
    addWeights(
        "q, k, v projections",
        "d·(Hq·dk + Hkv·(dk + dv))",
        d
            + "·("
            + attention.queryHeads()
            + "·"
            + attention.keyDim()
            + " + "
            + attention.kvHeads()
            + "·("
            + attention.keyDim()
            + " + "
            + attention.valueDim()
            + "))",
        find(group, OperatorKind.QUERY_KEY_VALUE));
    Heads heads =
        new Heads(
            attention.queryHeads(),
            attention.kvHeads(),
            attention.keyDim(),
            attention.valueDim());
    addCore("attention", heads, attention.mask(), find(group, OperatorKind.ATTENTION));
    addCache(find(group, OperatorKind.CACHE_UPDATE));
    addWeights(
        "output projection",
        "Hq·dv·d",
        attention.queryHeads() + "·" + attention.valueDim() + "·" + d,
        find(group, OperatorKind.ATTENTION_OUTPUT));
  }

  private void addLatent(LatentAttention latent, OperatorGroup group) {
    long d = model.modelDim();
    String wide = latent.queryHeads() + "·(" + latent.nopeDim() + " + " + latent.ropeDim() + ")";
    String query =
        latent.queryRank() == 0
            ? d + "·" + wide
            : latent.queryRank() + "·(" + d + " + " + wide + ")";
    addWeights(
        "query and latent projections",
        (latent.queryRank() == 0 ? "d·Hq·(nope + rope)" : "rq·(d + Hq·(nope + rope))")
            + " + d·(rank + rope)",
        query + " + " + d + "·(" + latent.kvRank() + " + " + latent.ropeDim() + ")",
        find(group, OperatorKind.QUERY_KEY_VALUE));
    addCache(find(group, OperatorKind.CACHE_UPDATE));
    if (latent.form() == LatentAttention.Form.EXPANDED) {
      addExpansion(latent, find(group, OperatorKind.LATENT_EXPANSION));
      Heads heads =
          new Heads(latent.queryHeads(), latent.queryHeads(), latent.keyDim(), latent.valueDim());
      addCore("attention", heads, latent.mask(), find(group, OperatorKind.ATTENTION));
    } else {
      addWeights(
          "query absorbed into the latent",
          "Hq·nope·rank",
          latent.queryHeads() + "·" + latent.nopeDim() + "·" + latent.kvRank(),
          find(group, OperatorKind.ABSORB_QUERY));
      Heads heads = new Heads(latent.queryHeads(), 1, latent.latentDim(), latent.kvRank());
      addCore("attention", heads, latent.mask(), find(group, OperatorKind.ATTENTION));
      addWeights(
          "values expanded from the latent",
          "Hq·rank·dv",
          latent.queryHeads() + "·" + latent.kvRank() + "·" + latent.valueDim(),
          find(group, OperatorKind.EXPAND_OUTPUT));
    }
    addWeights(
        "output projection",
        "Hq·dv·d",
        latent.queryHeads() + "·" + latent.valueDim() + "·" + d,
        find(group, OperatorKind.ATTENTION_OUTPUT));
  }

  private void addExpansion(LatentAttention latent, OperatorCost expansion) {
    long keys = latent.mask().visibleKeys(segment.queryLength(), segment.contextLength());
    add(
        "keys and values expanded from latents: work",
        "2·B·keys·rank·Hq·(nope + dv)",
        "2·"
            + segment.sequences()
            + "·"
            + keys
            + "·"
            + latent.kvRank()
            + "·"
            + latent.queryHeads()
            + "·("
            + latent.nopeDim()
            + " + "
            + latent.valueDim()
            + ")",
        expansion.work().matmulFlop(),
        "FLOP");
  }

  /** A product with weights: its work and its bytes. */
  private void addWeights(String name, String symbols, String numbers, OperatorCost operator) {
    String sum = symbols.contains(" + ") ? "(" + symbols + ")" : symbols;
    String filled = symbols.contains(" + ") ? "(" + numbers + ")" : numbers;
    add(
        name + ": work",
        "2·B·T·" + sum,
        "2·" + segment.sequences() + "·" + segment.queryLength() + "·" + filled,
        operator.work().matmulFlop(),
        "FLOP");
    add(
        name + ": weights",
        "s·" + sum,
        bytes(precision.weights().bytes()) + "·" + filled,
        operator.traffic().weights(),
        "bytes");
  }

  private void addCore(String name, Heads heads, Mask mask, OperatorCost operator) {
    AttentionOperator core = (AttentionOperator) operator.operator();
    long query = segment.queryLength();
    long context = segment.contextLength();
    PairFormula pairs =
        core.fused()
            ? PairFormula.visible(mask, query, context)
            : PairFormula.rectangle(mask, query, context);
    add(name + ": visible pairs a head", pairs.symbols(), pairs.numbers(), pairs.value(), "");
    add(
        name + ": scores and weighted sum",
        "2·B·Hq·pairs·(dk + dv)",
        "2·"
            + segment.sequences()
            + "·"
            + heads.queryHeads()
            + "·"
            + pairs.value()
            + "·("
            + heads.keyDim()
            + " + "
            + heads.valueDim()
            + ")",
        operator.work().matmulFlop(),
        "FLOP");
    add(
        name + ": exponentials",
        "B·Hq·pairs",
        segment.sequences() + "·" + heads.queryHeads() + "·" + pairs.value(),
        operator.work().exponentials(),
        "");
    if (core.keys().cached()) {
      long loaded =
          core.fused()
              ? mask.tiledKeys(query, context, core.tileTokens())
              : mask.visibleKeys(query, context);
      add(
          name + ": K and V read",
          "B·Hkv·keys·(bytes of a key and its value)",
          segment.sequences()
              + "·"
              + heads.kvHeads()
              + "·"
              + loaded
              + "·"
              + bytes(core.keys().bytesPerKey()),
          operator.traffic().kvRead(),
          "bytes");
    }
    if (!core.fused()) {
      add(
          name + ": scores written and read",
          "4·B·Hq·T·keys·s",
          "4·"
              + segment.sequences()
              + "·"
              + heads.queryHeads()
              + "·"
              + query
              + "·"
              + mask.visibleKeys(query, context)
              + "·"
              + bytes(core.scoreBytes()),
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
        segment.sequences()
            + "·"
            + pages * cache.pageTokens()
            + "·"
            + bytes(cache.bytesPerToken()),
        operator.memory().kvCache(),
        "bytes");
  }

  private void addFeedForward(FeedForward feedForward, OperatorGroup group) {
    long d = model.modelDim();
    if (feedForward instanceof FeedForward.Dense dense) {
      int matrices = FeedForward.matrices(dense.gated());
      addWeights(
          dense.gated() ? "feed-forward, gated" : "feed-forward",
          matrices + "·d·d_ff",
          matrices + "·" + d + "·" + dense.hiddenDim(),
          find(group, OperatorKind.FEED_FORWARD));
      return;
    }
    FeedForward.Experts experts = (FeedForward.Experts) feedForward;
    int matrices = FeedForward.matrices(experts.gated());
    OperatorCost operator = find(group, OperatorKind.EXPERTS);
    String tokens = segment.sequences() + "·" + segment.queryLength();
    add(
        "routed experts: work",
        "2·B·T·k·" + matrices + "·d·d_e",
        "2·"
            + tokens
            + "·"
            + experts.expertsPerToken()
            + "·"
            + matrices
            + "·"
            + d
            + "·"
            + experts.expertDim(),
        operator.work().matmulFlop(),
        "FLOP");
    add(
        "routed experts touched",
        "E·(1 − (1 − k/E)^(B·T))",
        experts.experts()
            + "·(1 − (1 − "
            + experts.expertsPerToken()
            + "/"
            + experts.experts()
            + ")^("
            + tokens
            + "))",
        operator.workItems(),
        "");
    if (experts.sharedDim() > 0) {
      addWeights(
          "shared experts",
          matrices + "·d·d_s",
          matrices + "·" + d + "·" + experts.sharedDim(),
          find(group, OperatorKind.SHARED_EXPERTS));
    }
  }

  private void addOutput(OperatorGroup group) {
    OperatorCost head = find(group, OperatorKind.OUTPUT_HEAD);
    String table = model.embedding().vocabularySize() + "·" + model.modelDim();
    add(
        "output head: work",
        "2·B·V·d",
        "2·" + segment.sequences() + "·" + table,
        head.work().matmulFlop(),
        "FLOP");
    add(
        "output head: weights",
        "s·V·d",
        bytes(precision.weights().bytes()) + "·" + table,
        head.traffic().weights(),
        "bytes");
  }

  private static String bytes(double count) {
    return valueOf(count).stripTrailingZeros().toPlainString();
  }
}
