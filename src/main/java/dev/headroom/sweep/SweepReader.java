package dev.headroom.sweep;

import dev.headroom.document.Nearest;
import dev.headroom.document.Unit;
import dev.headroom.hardware.DeviceProfile;
import dev.headroom.hardware.Sourced;
import dev.headroom.workload.Model;
import dev.headroom.workload.Phase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes a sweep of its specification; every fault is said before any work starts. */
public final class SweepReader {
  private static final long USUAL_LENGTH = 2048;

  private final SweepSpec spec;
  private final Presets presets;
  private final Phase phase;

  private SweepReader(SweepSpec spec, Presets presets) {
    this.spec = spec;
    this.presets = presets;
    this.phase = phase(spec.phase());
  }

  /**
   * Reads a specification.
   *
   * @throws IllegalArgumentException naming what is wrong
   */
  public static Sweep read(SweepSpec spec, Presets presets) {
    return new SweepReader(spec, presets).sweep();
  }

  private static Phase phase(String text) {
    return Arrays.stream(Phase.values())
        .filter(phase -> phase == Phase.DECODE || phase == Phase.PREFILL)
        .filter(phase -> phase.key().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--phase: " + Nearest.unknown("phase", text, List.of("decode", "prefill"))));
  }

  private Sweep sweep() {
    for (String key : spec.axes().keySet()) {
      if (Dimension.of(key).isEmpty()) {
        throw new IllegalArgumentException(
            Nearest.unknown(
                "axis", key, Arrays.stream(Dimension.values()).map(Dimension::key).toList()));
      }
    }
    Map<String, Model> models = new LinkedHashMap<>();
    names(Dimension.MODEL).names().forEach(name -> models.put(name, presets.models().apply(name)));
    Map<String, DeviceProfile> devices = new LinkedHashMap<>();
    names(Dimension.DEVICE)
        .names()
        .forEach(name -> devices.put(name, presets.devices().apply(name)));
    List<Axis> axes = new ArrayList<>();
    for (Dimension dimension : Dimension.values()) {
      axis(dimension, models.values()).ifPresent(axes::add);
      if (dimension == Dimension.DEVICES_COUNT) {
        axes.addAll(quantities(List.copyOf(devices.values())));
      }
    }
    Presets known =
        new Presets(
            name -> models.getOrDefault(name, models.values().iterator().next()),
            name -> devices.getOrDefault(name, devices.values().iterator().next()),
            presets.runtimes());
    return new Sweep(spec, new Grid(axes), new SetupBuilder(phase, axes, known));
  }

  private Axis.Names names(Dimension dimension) {
    String text = spec.axes().get(dimension.key());
    if (text == null) {
      throw new IllegalArgumentException(dimension.option() + ": must be given");
    }
    Set<String> names = new LinkedHashSet<>();
    for (String name : text.split(",", -1)) {
      if (name.isBlank()) {
        throw new IllegalArgumentException(
            dimension.option() + ": a name is missing in '" + text + "'");
      }
      names.add(name.strip());
    }
    return new Axis.Names(dimension.key(), List.copyOf(names));
  }

  private Optional<Axis> axis(Dimension dimension, Iterable<Model> models) {
    String text = spec.axes().getOrDefault(dimension.key(), usual(dimension, models));
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (dimension.isNumeric()) {
      return Optional.of(new Axis.Numbers(dimension.key(), dimension.rule().parse(text)));
    }
    return Optional.of(
        spec.axes().containsKey(dimension.key())
            ? names(dimension)
            : new Axis.Names(dimension.key(), List.of(text)));
  }

  /** What an axis is unless given; empty if it then stays as the model has it. */
  private String usual(Dimension dimension, Iterable<Model> models) {
    long longest = USUAL_LENGTH;
    boolean allEncode = true;
    for (Model model : models) {
      longest = Math.min(longest, Math.max(1, model.maxContext() / 2));
      allEncode &= model.isEncoderDecoder();
    }
    boolean decodes = phase == Phase.DECODE;
    return switch (dimension) {
      case RUNTIME -> "flash";
      case INPUT_LEN -> allEncode ? Long.toString(longest) : "";
      case QUERY_LENGTH -> decodes ? "1" : Long.toString(longest);
      case BATCH_SIZE -> "1";
      case CONTEXT_LENGTH -> decodes ? Long.toString(longest) : "0";
      default -> "";
    };
  }

  private List<Axis> quantities(List<DeviceProfile> devices) {
    List<Axis> axes = new ArrayList<>();
    spec.quantities().forEach((path, text) -> axes.add(quantity(path, text, devices)));
    return axes;
  }

  private static Axis quantity(String asked, String text, List<DeviceProfile> devices) {
    String option = "--set " + asked;
    String inDevice = asked.replaceFirst("^memory\\.(?=[a-z_]+$)", "memory.device.");
    Optional<Unit> unit = Optional.empty();
    String path = asked;
    for (DeviceProfile device : devices) {
      List<String> known =
          device.numbers().stream()
              .map(Sourced::keyPath)
              .filter(each -> !each.endsWith("]"))
              .toList();
      path = known.contains(asked) ? asked : inDevice;
      if (!known.contains(path)) {
        throw new IllegalArgumentException(
            option
                + ": of device '"
                + device.name()
                + "': "
                + Nearest.unknown("number", asked, known));
      }
      unit = unit(device, path);
    }
    return new Axis.Quantities(
        path.replace('.', '_'), path, QuantitySeries.parse(option, text, unit));
  }

  private static Optional<Unit> unit(DeviceProfile device, String path) {
    String symbol =
        device.numbers().stream()
            .filter(number -> number.keyPath().equals(path))
            .map(Sourced::unit)
            .findFirst()
            .orElse("");
    return Arrays.stream(Unit.values()).filter(unit -> unit.symbol().equals(symbol)).findFirst();
  }
}
