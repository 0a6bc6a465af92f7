package dev.headroom.plan;

import dev.headroom.hardware.DeviceProfile;
import dev.headroom.timing.Estimate;
import dev.headroom.timing.KernelWish;
import dev.headroom.timing.LinearCall;
import dev.headroom.timing.ServingStep;
import dev.headroom.timing.ServingTime;
import dev.headroom.workload.Batch;
import dev.headroom.workload.Model;
import dev.headroom.workload.Scenario;
import dev.headroom.workload.Sharding;
import java.util.List;

/**
 * The time of a step of one device's part of a model, and in words what stands behind it.
 *
 * @param time of the steps
 * @param basis kernels, or the roofline where there are none
 */
record ModelStepTime(ServingTime time, List<String> basis) implements StepTime {
  /** Copies the list. */
  ModelStepTime {
    basis = List.copyOf(basis);
  }

  /**
   * Binds a model to a device.
   *
   * @param model the whole model
   * @param scenario its types and program; of its batch nothing is used
   * @param sharding over which devices it is spread
   */
  static ModelStepTime of(Model model, DeviceProfile device, Scenario scenario, Sharding sharding) {
    ServingTime time = ServingTime.of(model, device, scenario, KernelWish.PREFERRED, 0, sharding);
    List<LinearCall> linear =
        Estimate.of(model, device, scenario.withBatch(Batch.decode(1, 1)))
            .prediction()
            .operators()
            .stream()
            .flatMap(operator -> operator.linear().stream())
            .toList();
    return new ModelStepTime(
        time,
        List.of(
            attentionBasis(time),
            linear.isEmpty() ? "linear layers " + restBasis(time) : linearBasis(linear.get(0)),
            "the rest " + restBasis(time)));
  }

  /** Whether fitted kernels stand behind attention. */
  boolean isFitted() {
    return time.isFitted();
  }

  private static String attentionBasis(ServingTime time) {
    if (!time.isFitted()) {
      return "attention " + restBasis(time) + ", since no kernel of the device computes it";
    }
    return time.isMixedInOneCall()
        ? "attention by fitted kernels, mixed steps in one call"
        : "attention by fitted kernels, mixed steps as a prompt's call and a decode call";
  }

  private static String restBasis(ServingTime time) {
    return time.isReachKnown()
        ? "at what programs were seen to reach of the device"
        : "at the roofline";
  }

  /** Whose fit it is; the first words of its provenance say so. */
  private static String linearBasis(LinearCall call) {
    String provenance = call.phase().provenance();
    int end = provenance.indexOf(':');
    return "linear layers by "
        + call.kernel()
        + (provenance.startsWith("transferred from") && end > 0
            ? ", "
                + provenance.substring(0, end)
                + ", but with the share of bandwidth of the device's own attention if that was"
                + " measured"
            : "");
  }

  @Override
  public double seconds(
      int decodes, long decodeKeys, int chunks, long chunkTokens, long chunkKeys) {
    return decodes + chunks == 0
        ? 0
        : time.seconds(
            new ServingStep(
                decodes, decodeKeys - decodes, chunks, chunkTokens, chunkKeys - chunkTokens));
  }
}
