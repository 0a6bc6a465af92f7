package dev.headroom.report.view;

import dev.headroom.hardware.DeviceProfile;
import dev.headroom.hardware.KernelPhase;
import dev.headroom.hardware.KernelProfile;
import dev.headroom.hardware.KernelStructure;
import dev.headroom.hardware.Source;
import dev.headroom.hardware.Sourced;
import dev.headroom.report.Origin;
import dev.headroom.report.Quantity;
import dev.headroom.report.Report;
import dev.headroom.report.Result;
import dev.headroom.report.Section;
import dev.headroom.report.SignificantFormat;
import dev.headroom.workload.DataType;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What is known of devices. */
public final class DevicesView {
  private DevicesView() {}

  /** One row a device. */
  public static Report list(Origin origin, List<DeviceProfile> devices) {
    Section.Builder table =
        Section.builder("")
            .column("device", "Device", Quantity.TEXT)
            .column("title", "What", Quantity.TEXT)
            .column("kind", "Kind", Quantity.TEXT)
            .column("year", "Year", Quantity.COUNT)
            .column("bf16", "BF16", Quantity.FLOP_PER_SECOND)
            .column("fp16", "FP16", Quantity.FLOP_PER_SECOND)
            .column("bandwidth", "Bandwidth", Quantity.BYTES_PER_SECOND)
            .column("capacity", "Memory", Quantity.BYTES)
            .column("price", "Price", Quantity.USD_PER_HOUR)
            .column("origin", "Profile", Quantity.TEXT);
    List<Result> results = new ArrayList<>();
    for (DeviceProfile device : devices) {
      table.row(
          device.name(),
          device.identity().title(),
          kind(device),
          device.identity().year(),
          device.peakFlopPerSecond(DataType.BF16),
          device.peakFlopPerSecond(DataType.FP16),
          device.bandwidthBytesPerSecond(),
          device.capacityBytes(),
          device.priceUsdPerHour(),
          device.origin());
      results.add(listed(device));
    }
    return Report.of(origin, "", List.of(table.build()), results);
  }

  private static String kind(DeviceProfile device) {
    return device.identity().kind().name().toLowerCase(Locale.ROOT);
  }

  private static Result listed(DeviceProfile device) {
    Result.Builder result =
        Result.builder()
            .put("device", device.name())
            .put("title", device.identity().title())
            .put("vendor", device.identity().vendor())
            .put("kind", kind(device))
            .put("year", device.identity().year())
            .put("aliases", device.identity().aliases())
            .put("kernels", device.kernels().stream().map(KernelProfile::name).toList())
            .put("profile", device.origin())
            .put("sha256", device.fingerprint());
    for (DataType type : DataType.values()) {
      result.put(type.key() + "_flop_per_s", device.peakFlopPerSecond(type));
    }
    return result
        .put("bandwidth_bytes_per_s", device.bandwidthBytesPerSecond())
        .put("capacity_bytes", device.capacityBytes())
        .put("last_level_cache_bytes", device.lastLevelCacheBytes())
        .put("exponentials_per_s", device.exponentialsPerSecond())
        .put("power_w", device.powerWatts())
        .put("price_usd_per_h", device.priceUsdPerHour())
        .build();
  }

  /** Every number of each device with its source and the source's age. */
  public static Report show(Origin origin, List<DeviceProfile> devices, LocalDate today) {
    List<Section> sections = new ArrayList<>();
    List<Result> results = new ArrayList<>();
    List<String> remarks = new ArrayList<>();
    for (DeviceProfile device : devices) {
      Section.Builder table =
          Section.builder(device.identity().title() + " (" + device.name() + ")")
              .column("key", "Key", Quantity.TEXT)
              .column("written", "Value", Quantity.TEXT)
              .column("unit", "Unit in files", Quantity.TEXT)
              .column("source", "Source", Quantity.TEXT)
              .column("age", "Age", Quantity.TEXT);
      for (Sourced number : device.numbers()) {
        String age = SourceAge.of(number.source(), today);
        table.row(
            number.keyPath(), written(number), number.unit(), number.source().describe(), age);
        results.add(shown(device, number, age));
      }
      sections.add(table.build());
      if (!device.kernels().isEmpty()) {
        sections.add(kernels(device));
      }
      remarks.add(described(device));
      device.warnings().forEach(warning -> remarks.add("warning: " + warning));
    }
    Report report = Report.of(origin, "", sections, results);
    for (String remark : remarks) {
      report = report.withRemark(remark);
    }
    return report;
  }

  /** The kernels that were fitted, those that are preferred first. */
  private static Section kernels(DeviceProfile device) {
    Section.Builder table =
        Section.builder("Kernels of " + device.name() + ", in order of preference")
            .column("kernel", "Kernel", Quantity.TEXT)
            .column("phase", "Phase", Quantity.TEXT)
            .column("attention", "Attention", Quantity.TEXT)
            .column("low", "80 % from", Quantity.FRACTION)
            .column("high", "to", Quantity.FRACTION)
            .column("provenance", "Provenance", Quantity.TEXT);
    for (KernelProfile kernel : device.kernels()) {
      kernel.decode().ifPresent(phase -> table.row(row(kernel, "decode", phase)));
      kernel.prefill().ifPresent(phase -> table.row(row(kernel, "prefill", phase)));
      kernel.mixed().ifPresent(phase -> table.row(row(kernel, "mixed", phase)));
      kernel
          .gemm()
          .ifPresent(
              layers ->
                  table.row(
                      kernel.name(),
                      "gemm",
                      "none",
                      layers.lowFactor(),
                      layers.highFactor(),
                      layers.provenance()));
    }
    return table.build();
  }

  private static Object[] row(KernelProfile kernel, String name, KernelPhase phase) {
    return new Object[] {
      kernel.name(),
      name,
      KernelStructure.key(phase.structure().attention()),
      phase.lowFactor(),
      phase.highFactor(),
      phase.provenance()
    };
  }

  private static String described(DeviceProfile device) {
    List<String> aliases = device.identity().aliases();
    return device.name()
        + ": "
        + (aliases.isEmpty() ? "" : "also called " + String.join(", ", aliases) + "; ")
        + "profile "
        + device.origin()
        + ", fingerprint "
        + device.fingerprint()
        + ".";
  }

  private static String written(Sourced number) {
    return number.spread() > 0
        ? number.written() + " ±" + SignificantFormat.text(number.spread(), Quantity.FRACTION)
        : number.written();
  }

  private static Result shown(DeviceProfile device, Sourced number, @Nullable String age) {
    return Result.builder()
        .put("device", device.name())
        .put("key", number.keyPath())
        .put("value", number.value())
        .put("unit", number.unit())
        .put("written", number.written())
        .put("source", number.source().describe())
        .put("checked", number.source().isChecked())
        .put("source_date", date(number.source()))
        .put("source_age", age)
        .put("spread", number.spread() > 0 ? number.spread() : null)
        .build();
  }

  private static @Nullable String date(Source source) {
    return SourceAge.date(source);
  }
}
