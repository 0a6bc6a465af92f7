package dev.headroom.timing;

import dev.headroom.cost.Formula;
import dev.headroom.cost.OperatorCost;
import dev.headroom.hardware.GemmParameter;
import dev.headroom.workload.CacheState;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes an estimate's sums and times out as formulas, to follow those of its counts. */
public final class TimeFormulas {
  private static final MathContext DIGITS = new MathContext(17);

  /** Counts are written out; of the seconds of an operator nobody types seventeen digits. */
  private static final MathContext SECONDS_DIGITS = new MathContext(6);

  private final Estimate estimate;
  private final List<Formula> formulas = new ArrayList<>();

  private TimeFormulas(Estimate estimate) {
    this.estimate = estimate;
  }

  /** The sums over all layers, both parts of the bound, and the bound. */
  public static List<Formula> of(Estimate estimate) {
    TimeFormulas sheet = new TimeFormulas(estimate);
    sheet.addSums();
    sheet.addBound();
    sheet.addLowerBound();
    sheet.addOperators();
    sheet.addRoofline();
    sheet.addPrediction();
    sheet.addMemory();
    return List.copyOf(sheet.formulas);
  }

  private void add(
      String part, String quantity, String symbols, String numbers, double value, String unit) {
    formulas.add(new Formula(part, quantity, symbols, numbers, value, unit));
  }

  private void addSums() {
    List<String> flop = new ArrayList<>();
    List<String> bytes = new ArrayList<>();
    List<String> compulsory = new ArrayList<>();
    for (OperatorCost cost : estimate.cost().operators()) {
      int layers = cost.group().repeats();
      addTerm(flop, layers, cost.work().matmulFlop());
      addTerm(bytes, layers, cost.traffic().total());
      addTerm(compulsory, layers, cost.compulsory().total());
    }
    add(
        "all layers",
        "matrix work",
        "Σ layers·FLOP",
        String.join(" + ", flop),
        estimate.cost().work().matmulFlop(),
        "FLOP");
    add(
        "all layers",
        "bytes that the schedule moves",
        "Σ layers·(weights + KV + activations + scores)",
        String.join(" + ", bytes),
        estimate.cost().traffic().total(),
        "bytes");
    add(
        "all layers",
        "compulsory bytes",
        "Σ layers·(weights + cached keys seen + new keys kept)",
        String.join(" + ", compulsory),
        estimate.cost().compulsoryBytes(),
        "bytes");
  }

  private static void addTerm(List<String> terms, int layers, double value) {
    if (value != 0) {
      terms.add(layers == 1 ? text(value) : layers + "·" + text(value));
    }
  }

  private void addBound() {
    Ceilings ceilings = estimate.ceilings();
    double withWeights = 0;
    double among = 0;
    for (OperatorCost cost : estimate.cost().operators()) {
      double flop = cost.group().repeats() * cost.work().requiredMatmulFlop();
      if (cost.operator().multipliesActivations()) {
        among += flop;
      } else {
        withWeights += flop;
      }
    }
    StepTimes times = estimate.times();
    add(
        "lower bound",
        "compute",
        "weight FLOP/peak + attention FLOP/peak",
        text(withWeights)
            + "/"
            + text(ceilings.weightFlop())
            + " + "
            + text(among)
            + "/"
            + text(ceilings.attentionFlop()),
        times.lowerBoundComputeSeconds(),
        "s");
    boolean cold = estimate.scenario().cacheState() == CacheState.COLD;
    double credit = cold ? 0 : Math.min(ceilings.cacheBytes(), estimate.cost().compulsoryBytes());
    add(
        "lower bound",
        "memory, " + estimate.scenario().cacheState().key() + " cache",
        "(compulsory bytes − last-level cache)/bandwidth",
        "("
            + text(estimate.cost().compulsoryBytes())
            + " − "
            + text(credit)
            + ")/"
            + text(ceilings.bandwidth()),
        times.lowerBoundMemorySeconds(),
        "s");
  }

  private void addLowerBound() {
    StepTimes times = estimate.times();
    add(
        "lower bound",
        "the longer of both",
        "max(compute, memory)",
        "max("
            + text(times.lowerBoundComputeSeconds())
            + ", "
            + text(times.lowerBoundMemorySeconds())
            + ")",
        times.lowerBoundSeconds(),
        "s");
  }

  /** The seconds of every operator of one layer, as the roofline sums them. */
  private void addOperators() {
    Ceilings ceilings = estimate.ceilings();
    for (OperatorTime time : estimate.times().operators()) {
      OperatorCost cost = time.cost();
      double peak = ceilings.matmulFlop(cost.operator().multipliesActivations());
      add(
          "roofline, one layer each",
          cost.group().name() + ": " + cost.operator().kind().key().replace('_', ' '),
          "max(FLOP/peak, bytes/bandwidth, exponentials/rate, elementwise/rate)",
          "max("
              + text(cost.work().matmulFlop())
              + "/"
              + text(peak)
              + ", "
              + text(cost.traffic().total())
              + "/"
              + text(ceilings.bandwidth())
              + rate(cost.work().exponentials(), ceilings.exponentials())
              + rate(cost.work().vectorFlop(), ceilings.vectorFlop())
              + ")",
          time.rooflineSeconds(),
          "s");
    }
  }

  /** A further resource, where the operator uses it and the profile states its rate. */
  private static String rate(double amount, double perSecond) {
    return amount == 0 || Double.isInfinite(perSecond)
        ? ""
        : ", " + text(amount) + "/" + text(perSecond);
  }

  private void addMemory() {
    MemoryFit memory = estimate.memory();
    add(
        "memory",
        "needed",
        "weights + KV cache + activations of the largest operator and the residual stream",
        text(memory.parameterBytes())
            + " + "
            + text(memory.kvCacheBytes())
            + " + "
            + text(memory.workspaceBytes()),
        memory.requiredBytes(),
        "bytes");
  }

  private void addRoofline() {
    List<String> terms = new ArrayList<>();
    for (OperatorTime time : estimate.times().operators()) {
      addTerm(terms, time.cost().group().repeats(), time.rooflineSeconds());
    }
    add(
        "roofline",
        "bound by " + estimate.times().bound().key(),
        "Σ layers·max(FLOP/peak, bytes/bandwidth, exponentials/rate, elementwise/rate)",
        String.join(" + ", terms),
        estimate.times().rooflineSeconds(),
        "s");
  }

  /** The kernels' calls, then the sum over all layers; nothing if no kernel is known. */
  private void addPrediction() {
    StepPrediction prediction = estimate.prediction();
    if (!prediction.isKnown()) {
      return;
    }
    List<String> terms = new ArrayList<>();
    List<String> low = new ArrayList<>();
    List<String> high = new ArrayList<>();
    for (OperatorPrediction operator : prediction.operators()) {
      OperatorCost cost = operator.time().cost();
      for (KernelCall call : operator.calls()) {
        formulas.addAll(
            KernelFormulas.of(
                (call.time().isDecode() ? "decode" : "prefill")
                    + " by "
                    + call.kernel()
                    + ", one of "
                    + cost.group().name(),
                call));
      }
      for (LinearCall call : operator.linear()) {
        addLinear(cost, call);
      }
      if (!operator.isFitted()) {
        addProgram(cost, operator);
      }
      addTerm(terms, cost.group().repeats(), operator.seconds());
      addTerm(low, cost.group().repeats(), operator.lowSeconds());
      addTerm(high, cost.group().repeats(), operator.highSeconds());
    }
    if (prediction.overheadSeconds() > 0) {
      List.of(terms, low, high).forEach(sum -> addTerm(sum, 1, prediction.overheadSeconds()));
    }
    String symbols = "max(Σ layers·(kernel, or program) + of the step, lower bound)";
    addPredicted("bound by " + prediction.bound(), symbols, terms, prediction.seconds());
    if (prediction.isFitted()) {
      addPredicted("band, low", symbols, low, prediction.lowSeconds());
      addPredicted("band, high", symbols, high, prediction.highSeconds());
    }
  }

  /** An operator that no kernel computes, at what programs reach of the device. */
  private void addProgram(OperatorCost cost, OperatorPrediction operator) {
    ProgramTime.Terms terms = operator.program();
    String loads = terms.overlapped() ? ", " : " + ";
    String others =
        Stream.of(terms.exponentials(), terms.vector(), terms.links())
            .filter(term -> term > 0)
            .map(term -> ", " + text(term))
            .collect(Collectors.joining());
    String overhead =
        operator.overheadSeconds() > 0 ? " + " + text(operator.overheadSeconds()) : "";
    add(
        "program, one of " + cost.group().name(),
        cost.operator().kind().key().replace('_', ' '),
        "max(products" + loads + "passes over memory, exponentials, elementwise, links) + overhead",
        "max(" + text(terms.products()) + loads + text(terms.traffic()) + others + ")" + overhead,
        operator.seconds(),
        "s");
  }

  private void addLinear(OperatorCost cost, LinearCall call) {
    KernelTerms terms = call.terms();
    GemmShape shape = call.shape();
    String overlap = text(call.phase().get(GemmParameter.OVERLAP));
    add(
        "linear layers by " + call.kernel() + ", one of " + cost.group().name(),
        cost.operator().kind().key().replace('_', ' ')
            + ": "
            + shape.rows()
            + " × "
            + shape.depth()
            + " by "
            + shape.columns(),
        "launch + ‖units busy, memory‖o + parts added up and activations converted",
        text(terms.launch())
            + " + ("
            + text(terms.busy())
            + "^"
            + overlap
            + " + "
            + text(terms.memory())
            + "^"
            + overlap
            + ")^(1/"
            + overlap
            + ") + "
            + text(terms.after()),
        terms.predicted(),
        "s");
  }

  private void addPredicted(String quantity, String symbols, List<String> terms, double value) {
    String bound = text(estimate.prediction().lowerBoundSeconds());
    add(
        "predicted",
        quantity,
        symbols,
        "max(" + String.join(" + ", terms) + ", " + bound + ")",
        value,
        "s");
  }

  /** A number as it is typed. */
  static String text(double value) {
    BigDecimal number = BigDecimal.valueOf(value);
    return value < 1
        ? number.round(SECONDS_DIGITS).stripTrailingZeros().toString()
        : number.round(DIGITS).stripTrailingZeros().toPlainString();
  }
}
