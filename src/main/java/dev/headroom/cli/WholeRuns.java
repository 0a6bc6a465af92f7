package dev.headroom.cli;

import dev.headroom.hardware.DeviceProfile;
import dev.headroom.report.Origin;
import dev.headroom.report.Report;
import dev.headroom.report.view.GenerationView;
import dev.headroom.report.view.TrainingView;
import dev.headroom.timing.Generation;
import dev.headroom.timing.TrainingEstimate;
import dev.headroom.workload.DataType;
import dev.headroom.workload.GenerationRequest;
import dev.headroom.workload.Model;
import dev.headroom.workload.Phase;
import dev.headroom.workload.Scenario;
import dev.headroom.workload.Sharding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whole generations and training steps of one or more variants, on one or more devices. */
final class WholeRuns {
  private WholeRuns() {}

  /** Their report, if they are what is asked about; empty for single steps. */
  static Optional<Report> report(
      Origin origin,
      List<Model> variants,
      List<DeviceProfile> devices,
      ScenarioOptions scenario,
      RunOptions options,
      Sharding sharding) {
    Phase phase = scenario.phase();
    options.requireUnused(phase == Phase.GENERATE, phase == Phase.TRAIN);
    DataType usual = DeviceOptions.usualType(devices);
    return switch (phase) {
      case GENERATE ->
          Optional.of(generations(origin, variants, devices, scenario, options, sharding));
      case TRAIN -> {
        if (!sharding.equals(Sharding.NONE)) {
          throw new IllegalArgumentException(
              "--phase train: is counted on one device; leave the layout options out");
        }
        List<List<TrainingEstimate>> groups = new ArrayList<>();
        for (DeviceProfile device : devices) {
          for (Scenario step : scenario.trainingSteps(variants.get(0), usual)) {
            groups.add(
                variants.stream()
                    .map(each -> TrainingEstimate.of(each, device, step, options.training()))
                    .toList());
          }
        }
        yield Optional.of(TrainingView.of(origin, groups));
      }
      case PREFILL, DECODE -> Optional.empty();
    };
  }

  private static Report generations(
      Origin origin,
      List<Model> variants,
      List<DeviceProfile> devices,
      ScenarioOptions scenario,
      RunOptions options,
      Sharding sharding) {
    DataType usual = DeviceOptions.usualType(devices);
    Model first = variants.get(0);
    List<List<Generation>> groups = new ArrayList<>();
    for (DeviceProfile device : devices) {
      for (GenerationRequest request :
          scenario.generations(first, usual, options.outputLengths(first))) {
        groups.add(
            variants.stream().map(each -> Generation.of(each, device, request, sharding)).toList());
      }
    }
    return GenerationView.of(origin, groups);
  }
}
