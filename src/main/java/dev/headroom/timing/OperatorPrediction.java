package dev.headroom.timing;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How long an operator of one layer is predicted to take: by kernels, as part of a kernel's call,
 * or, where nothing was fitted, at its roofline.
 *
 * @param time its ideal times
 * @param calls of kernels that compute it; empty if none does
 * @param within whether another operator's kernel does it too, as attention kernels write the new
 *     keys and values
 */
public record OperatorPrediction(OperatorTime time, List<KernelCall> calls, boolean within) {
  /** Copies the list. */
  public OperatorPrediction {
    calls = List.copyOf(calls);
  }

  /** Whether a kernel's fit stands behind it. */
  public boolean isFitted() {
    return within || !calls.isEmpty();
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
      return time.rooflineSeconds();
    }
    return calls.stream().mapToDouble(call -> part.applyAsDouble(call.terms())).sum();
  }

  /** The longest term, or the roofline's resource. */
  public String bound() {
    if (calls.isEmpty()) {
      return time.bound().key();
    }
    KernelCall longest = calls.get(0);
    for (KernelCall call : calls) {
      longest = call.terms().predicted() > longest.terms().predicted() ? call : longest;
    }
    return longest.terms().bound();
  }
}
