package dev.headroom.report.view;

import dev.headroom.report.Quantity;
import dev.headroom.report.Section;
import dev.headroom.timing.Estimate;
import dev.headroom.timing.KernelCall;
import dev.headroom.timing.KernelShape;
import dev.headroom.timing.KernelTerms;
import dev.headroom.timing.LinearCall;
import dev.headroom.timing.OperatorPrediction;

/** The calls that kernels are given in one layer of each kind, and what their times are made of. */
final class KernelCallsSection {
  private KernelCallsSection() {}

  static Section of(String title, Estimate estimate) {
    Section.Builder table =
        Section.builder(title)
            .column("kernel", "Kernel", Quantity.TEXT)
            .column("sequences", "Sequences", Quantity.COUNT)
            .column("query_length", "New", Quantity.COUNT)
            .column("kv_length", "Keys", Quantity.COUNT)
            .column("launch_s", "Launch", Quantity.SECONDS)
            .column("units_s", "Units", Quantity.SECONDS)
            .column("memory_s", "Memory", Quantity.SECONDS)
            .column("after_s", "After", Quantity.SECONDS)
            .column("predicted_s", "Predicted", Quantity.SECONDS)
            .column("predicted_low_s", "80 % from", Quantity.SECONDS)
            .column("predicted_high_s", "to", Quantity.SECONDS)
            .column("predicted_bound", "Bound by", Quantity.TEXT)
            .column("alone_warm_s", "Alone, warm", Quantity.SECONDS)
            .column("alone_cold_s", "Alone, cold", Quantity.SECONDS);
    for (KernelCall call : estimate.prediction().calls()) {
      KernelShape shape = call.shape();
      KernelTerms terms = call.terms();
      table.row(
          call.kernel(),
          shape.sequences(),
          shape.lengths().query(),
          shape.lengths().keys(),
          terms.launch(),
          terms.busy(),
          terms.memory(),
          terms.after(),
          terms.predicted(),
          terms.low(),
          terms.high(),
          terms.bound(),
          call.warmSeconds(),
          call.coldSeconds());
    }
    return table.build();
  }

  /** The matrices that tokens are multiplied with. */
  static Section linear(String title, Estimate estimate) {
    Section.Builder table =
        Section.builder(title)
            .column("operator", "Operator", Quantity.TEXT)
            .column("rows", "Rows", Quantity.COUNT)
            .column("outputs", "Outputs", Quantity.COUNT)
            .column("inputs", "Inputs", Quantity.COUNT)
            .column("launch_s", "Launch", Quantity.SECONDS)
            .column("units_s", "Units", Quantity.SECONDS)
            .column("memory_s", "Memory", Quantity.SECONDS)
            .column("after_s", "After", Quantity.SECONDS)
            .column("predicted_s", "Predicted", Quantity.SECONDS)
            .column("predicted_low_s", "80 % from", Quantity.SECONDS)
            .column("predicted_high_s", "to", Quantity.SECONDS)
            .column("predicted_bound", "Bound by", Quantity.TEXT);
    for (OperatorPrediction operator : estimate.prediction().operators()) {
      for (LinearCall call : operator.linear()) {
        KernelTerms terms = call.terms();
        table.row(
            operator.time().cost().operator().kind().key().replace('_', ' '),
            call.shape().rows(),
            call.shape().columns(),
            call.shape().depth(),
            terms.launch(),
            terms.busy(),
            terms.memory(),
            terms.after(),
            terms.predicted(),
            terms.low(),
            terms.high(),
            terms.bound());
      }
    }
    return table.build();
  }
}
