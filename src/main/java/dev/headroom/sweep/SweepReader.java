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
  private final String conditionOption;
  private final Phase phase;

  private SweepReader(SweepSpec spec, Presets presets, String conditionOption) {
    this.spec = spec;
    this.conditionOption = conditionOption;
    this.presets = presets;
    this.phase = phase(spec.phase());
  }

  /**
   * Reads a specification.
   *
   * @throws IllegalArgumentException naming what is wrong
   */
  public static Sweep read(SweepSpec spec, Presets presets) {
    return read(spec, presets, "--where");
  }

  /** Reads a specification whose conditions another option took, which faults of them name. */
  public static Sweep read(SweepSpec spec, Presets presets, String conditionOption) {
    return new SweepReader(spec, presets, conditionOption).sweep();
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
      if (dimension == Dimension.DEVICE) {
        axes.addAll(quantities(List.copyOf(devices.values())));
      }
    }
    Presets known =
        new Presets(
            name -> models.getOrDefault(name, models.values().iterator().next()),
            name -> devices.getOrDefault(name, devices.values().iterator().next()),
            presets.runtimes(),
            presets.quality());
    return new Sweep(spec, new Grid(axes), new SetupBuilder(phase, axes, known), conditionOption);
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
    Sourced number = null;
    for (DeviceProfile device : devices) {
      number =
          find(asked, device)
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          option
                              + ": of device '"
                              + device.name()
                              + "': "
                              + Nearest.unknown("number", asked, settable(device))));
    }
    if (number == null) {
      throw new IllegalStateException("a grid has a device");
    }
    return new Axis.Quantities(
        key(number), number.keyPath(), QuantitySeries.parse(option, text, unit(number)));
  }

  /** The number that {@code --set} means: {@code memory.bandwidth} is the device's memory's. */
  public static Optional<Sourced> find(String asked, DeviceProfile device) {
    String inDevice = asked.replaceFirst("^memory\\.(?=[a-z_]+$)", "memory.device.");
    List<String> known = settable(device);
    String path = known.contains(asked) ? asked : inDevice;
    return device.numbers().stream()
        .filter(number -> number.keyPath().equals(path) && known.contains(path))
        .findFirst();
  }

  /** The key paths of the numbers of a profile that {@code --set} can change. */
  public static List<String> settable(DeviceProfile device) {
    return device.numbers().stream()
        .map(Sourced::keyPath)
        .filter(each -> !each.endsWith("]"))
        .toList();
  }

  /** The key of the axis of a number. */
  public static String key(Sourced number) {
    return number.keyPath().replace('.', '_');
  }

  private static Optional<Unit> unit(Sourced number) {
    return Arrays.stream(Unit.values())
        .filter(unit -> unit.symbol().equals(number.unit()))
        .findFirst();
  }
}
