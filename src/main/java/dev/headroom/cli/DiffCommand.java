package dev.headroom.cli;

import dev.headroom.document.Mapping;
import dev.headroom.document.YamlReader;
import dev.headroom.report.view.DifferenceView;
import dev.headroom.sweep.Difference;
import dev.headroom.sweep.Dimension;
import dev.headroom.sweep.Presets;
import dev.headroom.sweep.SweepReader;
import dev.headroom.sweep.SweepSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code headroom diff}: why one step takes longer than another. */
@Command(
    name = "diff",
    description = {
      "Compares two scenarios and attributes the change of a step's time to what was changed and to each"
          + " operator, so that the parts add up to the whole. Every option takes one value, or two: that"
          + " of the first scenario and that of the second. Two files are two scenarios (YAML, as sweep"
          + " takes them) or two profiles; two names are two devices.",
      "Two devices are also compared number by number; without a model, that is all."
    },
    footer = {
      "",
      "Examples:",
      "  headroom diff -m llama-2-70b -d a100-80gb-sxm,h100-sxm -a mha,gqa:8 -b 16",
      "  headroom diff -m llama-2-7b -b 1,64 -c 2K,16K --kv-cache-dtype bf16,fp8 -o json",
      "  headroom diff h100-sxm h200-sxm"
    })
final class DiffCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "0..2",
      paramLabel = "A B",
      description = "Two scenarios or profiles as files, or two devices by name.")
  private List<String> pair = new ArrayList<>();

  @Mixin private GridOptions grid = new GridOptions();
  @Mixin private PresetOptions presets = new PresetOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  @SuppressWarnings("UnusedVariable") // Picocli fills and reads it
  @Mixin
  private GeneralOptions general = new GeneralOptions();

  DiffCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    output.format();
    Presets known = presets.presets(surroundings);
    if (pair.size() == 1) {
      throw new IllegalArgumentException("A B: two are compared, was '" + pair.get(0) + "' alone");
    }
    Map<String, String> given = new LinkedHashMap<>();
    Map<String, String> numbers = new LinkedHashMap<>();
    String phase = "decode";
    if (pair.size() == 2 && isScenario(pair.get(0)) && isScenario(pair.get(1))) {
      SweepSpec first = SweepOptions.read(Path.of(pair.get(0)));
      SweepSpec second = SweepOptions.read(Path.of(pair.get(1)));
      if (!first.phase().equals(second.phase())) {
        throw new IllegalArgumentException(
            "phase: must be the same in both, was " + first.phase() + " and " + second.phase());
      }
      phase = first.phase();
      given.putAll(paired(first.axes(), second.axes()));
      numbers.putAll(paired(first.quantities(), second.quantities()));
    } else if (pair.size() == 2) {
      given.put(Dimension.DEVICE.key(), String.join(",", pair));
    }
    Map<String, String> axes = grid.axes(given);
    if (!axes.containsKey(Dimension.MODEL.key()) && pair.size() == 2) {
      output.write(
          DifferenceView.of(
              Provenance.of(spec),
              known.devices().apply(pair.get(0)),
              known.devices().apply(pair.get(1))),
          surroundings);
      return ExitStatus.OK;
    }
    SweepSpec asked =
        new SweepSpec(
            grid.phase(phase),
            axes,
            grid.quantities(numbers),
            List.of(),
            Map.of(),
            List.of(),
            SweepSpec.Ranking.NONE);
    Difference difference = Difference.of(SweepReader.read(asked, known));
    output.write(DifferenceView.of(Provenance.of(spec), difference), surroundings);
    return ExitStatus.OK;
  }

  /** Whether it is a file with axes; else it is a device's name or profile. */
  private static boolean isScenario(String name) {
    Path file = Path.of(name);
    return (name.endsWith(".yaml") || name.endsWith(".yml"))
        && Files.isRegularFile(file)
        && YamlReader.read(file).root() instanceof Mapping mapping
        && mapping.get("axes").isPresent();
  }

  /** One value where both have the same, else both. */
  private static Map<String, String> paired(Map<String, String> first, Map<String, String> second) {
    Set<String> keys = new LinkedHashSet<>(first.keySet());
    keys.addAll(second.keySet());
    Map<String, String> paired = new LinkedHashMap<>();
    for (String key : keys) {
      String from = first.get(key);
      String to = second.get(key);
      if (from == null || to == null) {
        throw new IllegalArgumentException(
            key + ": is said by the " + (from == null ? "second" : "first") + " file alone");
      }
      paired.put(key, from.equals(to) ? from : from + "," + to);
    }
    return paired;
  }
}
