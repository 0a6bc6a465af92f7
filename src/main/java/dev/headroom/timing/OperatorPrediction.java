package dev.headroom.timing;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How long an operator of one layer is predicted to take: by kernels, as part of a kernel's call,
 * or, where nothing was fitted, by what programs reach of the device.
 *
 * @param time its ideal times
 * @param calls of attention kernels that compute it; empty if none does
 * @param linear layers that it is computed by; empty if it is no linear layer of a known kind
 * @param within whether another operator's kernel does it too, as attention kernels write the new
 *     keys and values
 * @param program what it spends its time on by {@link ProgramTime}, which counts where no kernel
 *     computes it
 * @param overheadSeconds what the program spends on it beside its work
 */
public record OperatorPrediction(
    OperatorTime time,
    List<KernelCall> calls,
    List<LinearCall> linear,
    boolean within,
    ProgramTime.Terms program,
    double overheadSeconds) {
  /** Copies the lists. */
  public OperatorPrediction {
    calls = List.copyOf(calls);
    linear = List.copyOf(linear);
  }

  /** Whether a kernel's fit stands behind it. */
  public boolean isFitted() {
    return within || !calls.isEmpty() || !linear.isEmpty();
  }

  /** Predicted seconds. */
  public double seconds() {
    return sum(KernelTerms::predicted);
  }

  /** The lower end of the band that holds 80 % of measurements. */
  public double lowSeconds() {
    return sum(KernelTerms::low);
  }

  /** Its upper end. */
  public double highSeconds() {
    return sum(KernelTerms::high);
  }

  private double sum(ToDoubleFunction<KernelTerms> part) {
    if (!isFitted()) {
      return program.seconds() + overheadSeconds;
    }
    double sum = overheadSeconds;
    for (KernelTerms terms : terms()) {
      sum += part.applyAsDouble(terms);
    }
    return sum;
  }

  private List<KernelTerms> terms() {
    List<KernelTerms> terms = new ArrayList<>();
    calls.forEach(call -> terms.add(call.terms()));
    linear.forEach(call -> terms.add(call.terms()));
    return terms;
  }

  /** The longest term of the longest kernel, or what a program spends most on. */
  public String bound() {
    KernelTerms longest = null;
    for (KernelTerms terms : terms()) {
      longest = longest == null || terms.predicted() > longest.predicted() ? terms : longest;
    }
    return longest == null ? program.bound() : longest.bound();
  }
}
