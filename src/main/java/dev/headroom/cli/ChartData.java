package dev.headroom.cli;

import dev.headroom.figure.EarlierRun;
import dev.headroom.figure.Row;
import dev.headroom.figure.Subject;
import dev.headroom.hardware.DeviceProfile;
import dev.headroom.report.Origin;
import dev.headroom.report.Report;
import dev.headroom.report.Result;
import dev.headroom.report.view.CompareView;
import dev.headroom.report.view.EstimateView;
import dev.headroom.report.view.SensitivityView;
import dev.headroom.report.view.TradeOffView;
import dev.headroom.study.Quality;
import dev.headroom.sweep.Comparison;
import dev.headroom.sweep.Question;
import dev.headroom.sweep.Sensitivity;
import dev.headroom.timing.Estimate;
import dev.headroom.timing.KernelWish;
import dev.headroom.workload.Model;
import dev.headroom.workload.Scenario;
import dev.headroom.workload.Sharding;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a chart is drawn of.
 *
 * @param rows results
 * @param devices profiles by name
 * @param subject what the results have in common
 * @param origin of the chart
 */
record ChartData(
    List<Row> rows, Map<String, DeviceProfile> devices, String subject, Origin origin) {
  private static final double PART = 0.1;

  /** Copies the list. */
  ChartData {
    rows = List.copyOf(rows);
  }

  private static ChartData of(List<Row> rows, List<DeviceProfile> devices, Origin origin) {
    return new ChartData(rows, byName(devices), Subject.of(rows), origin);
  }

  private static Map<String, DeviceProfile> byName(List<DeviceProfile> devices) {
    Map<String, DeviceProfile> byName = new LinkedHashMap<>();
    devices.forEach(device -> byName.put(device.name(), device));
    return byName;
  }

  /** An earlier run, which its file names. */
  static ChartData of(Path file, EarlierRun run, List<DeviceProfile> devices, Origin origin) {
    String by = run.command().isEmpty() ? "" : ", written by " + run.command();
    String source = "Drawn from " + file.getFileName() + by + ".";
    String subject = Subject.of(run.rows());
    return new ChartData(run.rows(), byName(devices), (subject + " " + source).strip(), origin);
  }

  /** Variants side by side. */
  static ChartData comparisons(
      List<Model> variants,
      List<DeviceProfile> devices,
      List<Scenario> steps,
      KernelWish kernels,
      Sharding sharding,
      Origin origin) {
    List<Comparison> comparisons = Comparison.all(variants, devices, steps, kernels, sharding);
    Report report = CompareView.of(origin, comparisons, List.of());
    return of(Row.of(report.results()), devices, origin);
  }

  /** Steps with their operators. */
  static ChartData estimates(
      List<Model> variants,
      List<DeviceProfile> devices,
      List<Scenario> steps,
      KernelWish kernels,
      Origin origin) {
    List<Estimate> estimates = new ArrayList<>();
    for (DeviceProfile device : devices) {
      for (Scenario step : steps) {
        variants.forEach(variant -> estimates.add(Estimate.of(variant, device, step, kernels)));
      }
    }
    return of(Row.of(EstimateView.of(origin, estimates).results()), devices, origin);
  }

  /** Quality of variants against the time of a token; of one step on each device. */
  static ChartData tradeOffs(
      List<Model> variants,
      List<DeviceProfile> devices,
      List<Scenario> steps,
      KernelWish kernels,
      List<Quality.Figure> quality,
      Origin origin) {
    if (steps.size() > 1) {
      throw new IllegalArgumentException(
          "chart pareto --quality: shows one batch size and length, had " + steps.size());
    }
    List<Row> rows = new ArrayList<>();
    List<Result> results = new ArrayList<>();
    for (DeviceProfile device : devices) {
      for (Model variant : variants) {
        Estimate estimate = Estimate.of(variant, device, steps.get(0), kernels);
        rows.addAll(Row.of(EstimateView.of(origin, List.of(estimate)).results()));
        results.addAll(TradeOffView.results(estimate, quality));
      }
    }
    if (results.isEmpty()) {
      throw new IllegalArgumentException(
          "--quality: has no figure of "
              + variants.stream()
                  .map(each -> each.name() + " or " + each.attention().variant())
                  .collect(Collectors.joining(", ")));
    }
    return new ChartData(Row.of(results), byName(devices), Subject.of(rows), origin);
  }

  /** What a tenth of each quantity does to one step on one device. */
  static ChartData sensitivity(
      Model model,
      List<DeviceProfile> devices,
      List<Scenario> steps,
      KernelWish kernels,
      Origin origin) {
    if (devices.size() > 1 || steps.size() > 1) {
      throw new IllegalArgumentException(
          "chart tornado: shows one device and one step, had "
              + devices.size()
              + " and "
              + steps.size());
    }
    Question question = new Question(model, devices.get(0), steps.get(0), kernels, Sharding.NONE);
    List<Result> results = SensitivityView.results(List.of(Sensitivity.of(question, PART)), PART);
    return of(Row.of(results), devices, origin);
  }
}
