package dev.headroom.fit;

import dev.headroom.measurements.Measurement;
import dev.headroom.timing.KernelShape;
import dev.headroom.timing.KernelTerms;
import dev.headroom.validate.VariantOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One measurement and its prediction, in seconds.
 *
 * @param row the measurement
 * @param terms the prediction
 * @param lowerBoundSeconds that nothing can beat
 * @param rooflineSeconds the plain roofline
 * @param callKind of an attention call; empty for a linear layer
 * @param provenance of the kernel's fit
 */
public record Judged(
    Measurement row,
    KernelTerms terms,
    double lowerBoundSeconds,
    double rooflineSeconds,
    Optional<CallKind> callKind,
    String provenance) {
  /** How MHA, GQA and MQA were ordered that differ in their KV heads alone. */
  public static VariantOrder order(List<Judged> judged) {
    Map<Object, List<VariantOrder.Timed>> alike = new LinkedHashMap<>();
    for (Judged each : judged) {
      if (!(each.row().call() instanceof KernelShape shape)) {
        continue;
      }
      Object likeness =
          List.of(
              each.row().series(),
              shape.sequences(),
              shape.lengths(),
              shape.heads().query(),
              shape.widths(),
              shape.window());
      alike
          .computeIfAbsent(likeness, k -> new ArrayList<>())
          .add(
              new VariantOrder.Timed(
                  shape.variant(), each.terms().predicted(), each.row().seconds()));
    }
    return VariantOrder.of(alike.values());
  }

  /** Absolute error over the measured time. */
  public double error() {
    return Math.abs(terms.predicted() - row.seconds()) / row.seconds();
  }

  /** Whether the measurement is faster than the bound. */
  public boolean beatsBound() {
    return row.seconds() < lowerBoundSeconds;
  }

  /** Whether the measurement lies within the band. */
  public boolean inBand() {
    return row.seconds() >= terms.low() && row.seconds() <= terms.high();
  }
}
