package dev.headroom.report.view;

import dev.headroom.report.Quantity;
import dev.headroom.report.Result;
import dev.headroom.report.SignificantFormat;
import dev.headroom.timing.Estimate;
import dev.headroom.timing.KernelCall;
import dev.headroom.timing.KernelShape;
import dev.headroom.timing.KernelTerms;
import dev.headroom.timing.LinearCall;
import dev.headroom.timing.Reached;
import dev.headroom.timing.StepPrediction;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is said of kernels: which, how well known, and what a call is made of. */
final class KernelWords {
  private static final String FITTED =
      "Predicted: attention and linear layers by fitted kernels, with the bands that hold 80 % of"
          + " their measurements; operators without a fitted kernel ";
  private static final String PROGRAM = "Predicted: one operator after another ";

  private KernelWords() {}

  /** The kernels of a step, each once; null if there are none. */
  static @Nullable String names(StepPrediction prediction) {
    return joined(prediction.calls().stream().map(KernelCall::kernel).toList(), ", ");
  }

  /** Data, rows, date and errors of their fits; null if there are none. */
  static @Nullable String provenance(StepPrediction prediction) {
    return joined(
        prediction.calls().stream().map(call -> call.phase().provenance()).toList(), "; ");
  }

  private static @Nullable String joined(List<String> texts, String separator) {
    return texts.isEmpty()
        ? null
        : texts.stream().distinct().collect(Collectors.joining(separator));
  }

  /** A kernel's call under the keys of files. */
  static Result call(KernelCall call) {
    KernelShape shape = call.shape();
    KernelTerms terms = call.terms();
    return Result.builder()
        .put("kernel", call.kernel())
        .put("phase", call.time().isDecode() ? "decode" : "prefill")
        .put("provenance", call.phase().provenance())
        .put("sequences", shape.sequences())
        .put("query_length", shape.lengths().query())
        .put("kv_length", shape.lengths().keys())
        .put("num_attention_heads", shape.heads().query())
        .put("num_key_value_heads", shape.heads().kv())
        .put("head_dim", shape.widths().key())
        .put("v_head_dim", shape.widths().value())
        .put("window", shape.window() == 0 ? null : shape.window())
        .put(
            "reuse_distance_bytes",
            Double.isInfinite(call.touchedBytes()) ? null : call.touchedBytes())
        .put("launch_s", terms.launch())
        .put("blocks_fixed_s", terms.fixed())
        .put("units_s", terms.busy())
        .put("memory_s", terms.memory())
        .put("after_s", terms.after())
        .put("predicted_s", terms.predicted())
        .put("predicted_low_s", terms.low())
        .put("predicted_high_s", terms.high())
        .put("predicted_bound", terms.bound())
        .put("alone_warm_s", call.warmSeconds())
        .put("alone_cold_s", call.coldSeconds())
        .build();
  }

  /** A linear layer's call under the keys of files. */
  static Result linear(LinearCall call) {
    KernelTerms terms = call.terms();
    return Result.builder()
        .put("kernel", call.kernel())
        .put("provenance", call.phase().provenance())
        .put("rows", call.shape().rows())
        .put("outputs", call.shape().columns())
        .put("inputs", call.shape().depth())
        .put("launch_s", terms.launch())
        .put("blocks_fixed_s", terms.fixed())
        .put("units_s", terms.busy())
        .put("memory_s", terms.memory())
        .put("after_s", terms.after())
        .put("predicted_s", terms.predicted())
        .put("predicted_low_s", terms.low())
        .put("predicted_high_s", terms.high())
        .put("predicted_bound", terms.bound())
        .build();
  }

  /** The kernels of a step's linear layers, each once; null if there are none. */
  static @Nullable String linearNames(StepPrediction prediction) {
    return joined(prediction.linear().stream().map(LinearCall::kernel).toList(), ", ");
  }

  /** What predictions are worth, and what they leave out, in sentences. */
  static List<String> remarks(List<Estimate> estimates) {
    Set<String> sentences = new LinkedHashSet<>();
    for (Estimate estimate : estimates) {
      for (KernelCall call : estimate.prediction().calls()) {
        // Joined, because a concatenation as long as this takes the JVM a while to prepare.
        sentences.add(
            String.join(
                "",
                "Kernel ",
                call.kernel(),
                " on ",
                estimate.device().name(),
                call.time().isDecode() ? ", decode: " : ", prefill: ",
                call.phase().provenance(),
                "."));
      }
      for (LinearCall call : estimate.prediction().linear()) {
        sentences.add(
            String.join(
                "",
                "Linear layers by ",
                call.kernel(),
                " on ",
                estimate.device().name(),
                ": ",
                call.phase().provenance(),
                "."));
      }
    }
    for (Estimate estimate : estimates) {
      List<String> missing = estimate.prediction().missing();
      if (!missing.isEmpty() && !estimate.device().kernels().isEmpty()) {
        sentences.add(
            "No fitted kernel of "
                + estimate.device().name()
                + " computes "
                + String.join(", ", missing)
                + ": it is taken "
                + rest(estimate)
                + ".");
      }
    }
    List<String> remarks = new ArrayList<>(sentences);
    estimates.stream()
        .filter(Estimate::isPredicted)
        .map(each -> (each.prediction().isFitted() ? FITTED : PROGRAM) + rest(each) + ".")
        .distinct()
        .forEach(remarks::add);
    return remarks;
  }

  /** How what no kernel computes is predicted. */
  private static String rest(Estimate estimate) {
    Reached reached = estimate.prediction().reached();
    return reached.isKnown()
        ? "at what programs were seen to reach of "
            + estimate.device().name()
            + " ("
            + SignificantFormat.text(reached.matrixEfficiency(), Quantity.FRACTION)
            + " of the matrix peak"
            + (reached.memoryEfficiency() < 1
                ? ", "
                    + SignificantFormat.text(reached.memoryEfficiency(), Quantity.FRACTION)
                    + " of the memory's bandwidth"
                : "")
            + "; headroom devices show)"
        : "at their roofline, which real ones do not reach";
  }
}
