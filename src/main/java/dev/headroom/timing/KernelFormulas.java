package dev.headroom.timing;

import dev.headroom.cost.Formula;
import dev.headroom.hardware.KernelParameter;
import dev.headroom.hardware.KernelPhase;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes out the terms of one kernel call, in the symbols of {@link KernelTime}. What no calculator
 * computes, rounding up and the miss equation, is given as its result.
 */
final class KernelFormulas {
  private final String part;
  private final KernelCall call;
  private final KernelTime time;
  private final KernelPhase phase;
  private final KernelShape shape;
  private final BlockPlan plan;
  private final List<Formula> formulas = new ArrayList<>();

  private KernelFormulas(String part, KernelCall call) {
    this.part = part;
    this.call = call;
    this.time = call.time();
    this.phase = call.phase();
    this.shape = call.shape();
    this.plan = time.plan(shape);
  }

  /** The formulas of a call, the last of which is its predicted time. */
  static List<Formula> of(String part, KernelCall call) {
    KernelFormulas sheet = new KernelFormulas(part, call);
    double key = sheet.addKey();
    double busy = sheet.addBusy(key);
    double memory = sheet.addMemory();
    sheet.addSum(busy, memory);
    return sheet.formulas;
  }

  private double add(String quantity, String symbols, String numbers, double value, String unit) {
    formulas.add(new Formula(part, quantity, symbols, numbers, value, unit));
    return value;
  }

  private double count(String quantity, String symbols, double value) {
    return add(quantity, symbols, text(value), value, "");
  }

  private String get(KernelParameter parameter) {
    return text(phase.get(parameter));
  }

  private static String text(double value) {
    return TimeFormulas.text(value);
  }

  private double addKey() {
    count("R, rows of a block", "queries times heads that share keys, padded", plan.rows());
    String units = text(time.units());
    String bandwidth = text(time.stream().bandwidth());
    double stream =
        add(
            "a key in one unit, streamed",
            "z·n/(κ·BW)",
            text(time.readKeyBytes(shape))
                + "·"
                + units
                + "/("
                + get(KernelParameter.UNIT_STREAM)
                + "·"
                + bandwidth
                + ")",
            time.keyStreamSeconds(shape),
            "s");
    boolean rated = !Double.isInfinite(time.exponentials());
    double products =
        add(
            "a key in one unit, computed",
            rated ? "R·n·(2·(d+e)/(μ·P) + ε/X)" : "R·n·2·(d+e)/(μ·P)",
            text(plan.rows())
                + "·"
                + units
                + "·(2·"
                + text(shape.widths().key() + shape.widths().value())
                + "/("
                + get(KernelParameter.MATRIX)
                + "·"
                + text(time.peak(shape.productType()))
                + ")"
                + (rated
                    ? " + " + get(KernelParameter.EXPONENTIALS) + "/" + text(time.exponentials())
                    : "")
                + ")",
            time.keyProductSeconds(shape, plan.rows()),
            "s");
    return add(
        "t_key, a key in one unit",
        "‖streamed, computed‖4",
        joined(stream, products, "4"),
        time.keySeconds(shape, plan.rows()),
        "s");
  }

  private static String joined(double a, double b, String exponent) {
    return "(" + text(a) + "^" + exponent + " + " + text(b) + "^" + exponent + ")^(1/" + exponent
        + ")";
  }

  private double addBusy(double key) {
    String one = get(KernelParameter.BLOCK);
    double height = time.height(plan);
    String block = height > 1 ? one + "·" + text(height) : one;
    count("blocks", "of all sequences, heads and parts", plan.blocks());
    double longest =
        add(
            "the longest block",
            height > 1 ? "τ·R/64 + keys·t_key" : "τ + keys·t_key",
            block + " + " + text(plan.longest()) + "·" + text(key),
            time.longest(plan, key),
            "s");
    if (time.isDecode()) {
      double waves = count("w, waves", "⌈blocks/n⌉", time.waves(plan));
      return add(
          "units busy", "w·longest", text(waves) + "·" + text(longest), time.busy(plan, key), "s");
    }
    double even =
        add(
            "all blocks, spread evenly",
            "(blocks·τ + Σkeys·t_key)/n",
            "("
                + text(plan.blocks())
                + "·"
                + block
                + " + "
                + text(plan.keys())
                + "·"
                + text(key)
                + ")/"
                + text(time.units()),
            time.even(plan, key),
            "s");
    return add(
        "units busy",
        "‖evenly, longest‖b",
        joined(even, longest, get(KernelParameter.BALANCE)),
        time.busy(plan, key),
        "s");
  }

  private double addMemory() {
    double bytes = time.readBytes(shape);
    double touched = Math.max(call.touchedBytes(), bytes);
    boolean cold = Double.isInfinite(touched);
    if (!cold) {
      add("W, touched between two uses", "bytes of the step", text(touched), touched, "bytes");
    }
    double miss = missing(bytes, touched);
    count(
        "m, share that comes from memory",
        cold ? "1, the cache is cold" : "m = 1 − exp(−m·(W/(c·C))^s)",
        miss);
    double again = addAgain();
    return add(
        "memory",
        "bytes·(m/η + (1−m)/λ)/BW" + (again > 0 ? " + t_again" : ""),
        streamed(bytes, miss) + (again > 0 ? " + " + text(again) : ""),
        time.memory(shape, plan, call.touchedBytes()),
        "s");
  }

  private double addAgain() {
    double again = time.again(shape, plan.blocks());
    if (again == 0) {
      return 0;
    }
    double touched = time.againTouched(shape, plan.blocks());
    return add(
        "t_again, keys read again by the other heads of a group",
        "(G−1)·KV·m/(η·BW), m of what one head touches",
        text(KernelTime.againBytes(shape))
            + "·"
            + text(time.stream().missing(touched))
            + "/("
            + get(KernelParameter.MEMORY)
            + "·"
            + text(time.stream().bandwidth())
            + ")",
        again,
        "s");
  }

  /** The share in the loop over the call alone where that is slower. */
  private double missing(double bytes, double touched) {
    CacheStream stream = time.stream();
    boolean alone = stream.seconds(bytes, bytes) > stream.seconds(bytes, Math.max(bytes, touched));
    return stream.missing(alone ? bytes : Math.max(bytes, touched));
  }

  private String streamed(double bytes, double miss) {
    return text(bytes)
        + "·("
        + text(miss)
        + "/"
        + get(KernelParameter.MEMORY)
        + " + (1 − "
        + text(miss)
        + ")/"
        + get(KernelParameter.CACHE_BANDWIDTH)
        + ")/"
        + text(time.stream().bandwidth());
  }

  private void addSum(double busy, double memory) {
    double launch =
        add(
            "launch",
            "t0 + σ·N",
            get(KernelParameter.LAUNCH)
                + " + "
                + get(KernelParameter.TOKEN)
                + "·"
                + text(KernelTime.tokens(shape)),
            time.launch(KernelTime.tokens(shape)),
            "s");
    String overlap = get(KernelParameter.OVERLAP);
    double both =
        add(
            "units and memory side by side",
            "‖busy, memory‖o",
            joined(busy, memory, overlap),
            KernelTime.join(busy, memory, phase.get(KernelParameter.OVERLAP)),
            "s");
    double after = addAfter();
    add(
        "predicted, one call",
        "max(launch + side by side + after, lower bound)",
        "max("
            + text(launch)
            + " + "
            + text(both)
            + " + "
            + text(after)
            + ", "
            + text(time.lowerBoundSeconds(shape))
            + ")",
        call.terms().predicted(),
        "s");
  }

  private double addAfter() {
    List<String> symbols = new ArrayList<>();
    List<String> numbers = new ArrayList<>();
    if (plan.parts() > 1) {
      symbols.add("t_c + t_s·p·max(1, N·Hq/8n)");
      numbers.add(
          get(KernelParameter.COMBINE)
              + " + "
              + get(KernelParameter.SPLIT)
              + "·"
              + text(plan.parts())
              + "·max(1, "
              + text(KernelTime.tokens(shape))
              + "·"
              + text(shape.heads().query())
              + "/(8·"
              + text(time.units())
              + "))");
    }
    if (plan.copies() > 0) {
      symbols.add("copies·t_x");
      numbers.add(text(plan.copies()) + "·" + get(KernelParameter.COPY));
    }
    double bytes = time.writtenBytes(shape);
    if (bytes > 0) {
      symbols.add("a·bytes·(m/η + (1−m)/λ)/BW");
      numbers.add(
          get(KernelParameter.APPEND) + "·" + streamed(bytes, missing(bytes, call.touchedBytes())));
    }
    if (time.appended(shape) > 0) {
      symbols.add("a·new·n/BW");
      numbers.add(
          get(KernelParameter.APPEND)
              + "·"
              + text(KernelTime.appendedBytes(shape) / KernelTime.tokens(shape))
              + "·"
              + text(time.units())
              + "/"
              + text(time.stream().bandwidth()));
    }
    return add(
        "after: parts combined, keys and values written",
        symbols.isEmpty() ? "nothing" : String.join(" + ", symbols),
        numbers.isEmpty() ? "0" : String.join(" + ", numbers),
        time.after(shape, plan, call.touchedBytes()),
        "s");
  }
}
