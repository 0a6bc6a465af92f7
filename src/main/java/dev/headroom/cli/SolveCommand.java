package dev.headroom.cli;

import dev.headroom.document.Nearest;
import dev.headroom.hardware.DeviceProfile;
import dev.headroom.hardware.Sourced;
import dev.headroom.report.view.SolveView;
import dev.headroom.sweep.Dimension;
import dev.headroom.sweep.Presets;
import dev.headroom.sweep.Sweep;
import dev.headroom.sweep.SweepReader;
import dev.headroom.sweep.SweepSpec;
import dev.headroom.sweep.Threshold;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code headroom solve}: for which value of a quantity a condition holds. */
@Command(
    name = "solve",
    description = {
      "Finds where along one quantity a condition holds: the largest batch under a latency, the bandwidth"
          + " that a speed needs, the context from which one variant of attention beats another. Every"
          + " other option takes one value, but --attention may have two: the condition is then about"
          + " the last, and its speedup over the first.",
      "Up to 2048 values are all tried. Of more, 513 spread over all magnitudes are, and the border between"
          + " two that differ is found by halving: exact where the condition does not come and go between"
          + " neighbours of these. Exit status 4 if no value meets it."
    },
    footer = {
      "",
      "Examples:",
      "  headroom solve -m llama-2-7b --for batch_size --such-that 'predicted_s <= 0.02 && fits'",
      "  headroom solve -m llama-2-70b --dtype fp8 --for memory.bandwidth --such-that 'tokens_per_s >= 50'",
      "  headroom solve -m llama-2-70b -b 64 -a gqa:8,mqa --for context_length --such-that 'speedup >= 2'",
      "  headroom solve -m llama-2-7b -a mqa -c 128 --for batch_size --such-that 'bound == \"compute\"'"
    })
final class SolveCommand implements Callable<Integer> {
  /** How far from the profile's own value a number of it is looked for. */
  private static final double REACH = 1000;

  private static final String STEP = "*1.000001";

  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private GridOptions grid = new GridOptions();
  @Mixin private PresetOptions presets = new PresetOptions();

  @Option(
      names = "--for",
      required = true,
      paramLabel = "QUANTITY",
      description =
          "batch_size, context_length, query_length, input_len, num_key_value_heads,"
              + " num_attention_heads, head_dim, v_head_dim, window, num_hidden_layers, tensor_parallel and other ways,"
              + " or a number of the profile, as memory.bandwidth. Its own option, or --set, gives"
              + " other limits than the usual ones.")
  private String unknown = "";

  @Option(
      names = "--such-that",
      required = true,
      paramLabel = "CONDITION",
      description =
          "As --where of sweep takes it, over the same fields, as 'predicted_s <= 0.02 && fits'; may be"
              + " repeated.")
  private List<String> conditions = new ArrayList<>();

  @Option(
      names = "--derive",
      paramLabel = "NAME=FORMULA",
      description = "A new field, as 'gap=roofline_s/lower_bound_s'; may be repeated.")
  private Map<String, String> derived = new LinkedHashMap<>();

  @Mixin private OutputOptions output = new OutputOptions();

  @SuppressWarnings("UnusedVariable") // Picocli fills and reads it
  @Mixin
  private GeneralOptions general = new GeneralOptions();

  SolveCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    output.format();
    Presets known = presets.presets(surroundings);
    Map<String, String> axes = grid.axes(Map.of());
    Map<String, String> quantities = grid.quantities(Map.of());
    String key = unknown.replace('-', '_');
    Optional<Dimension> dimension = Dimension.of(key).filter(Dimension::isNumeric);
    String axis = key;
    if (dimension.isPresent()) {
      axes.putIfAbsent(key, limits(dimension.get()));
    } else {
      String device = String.valueOf(axes.get(Dimension.DEVICE.key()));
      axis = openNumber(quantities, known.devices().apply(device));
    }
    Sweep sweep =
        SweepReader.read(
            new SweepSpec(
                grid.phase("decode"),
                axes,
                quantities,
                conditions,
                derived,
                List.of(),
                SweepSpec.Ranking.NONE),
            known,
            "--such-that");
    Threshold threshold = Threshold.of(sweep, axis);
    output.write(SolveView.of(Provenance.of(spec), threshold), surroundings);
    return threshold.spans().isEmpty() ? ExitStatus.THRESHOLD_MISSED : ExitStatus.OK;
  }

  /** From the least that makes sense to more than anybody has. */
  private static String limits(Dimension dimension) {
    return switch (dimension) {
      case BATCH_SIZE -> "1-1M";
      case CONTEXT_LENGTH -> "0-16M";
      case QUERY_LENGTH, INPUT_LEN, WINDOW -> "1-16M";
      default -> "1-1024";
    };
  }

  /** Opens a number of the profile, unless its limits were given; the key of its axis. */
  private String openNumber(Map<String, String> quantities, DeviceProfile device) {
    Sourced number = SweepReader.find(unknown, device).orElseThrow(() -> unknown(device));
    boolean given =
        quantities.keySet().stream()
            .anyMatch(path -> SweepReader.find(path, device).equals(Optional.of(number)));
    if (!given) {
      String unit = number.unit();
      double value = number.value();
      quantities.put(number.keyPath(), value / REACH + unit + ".." + value * REACH + unit + STEP);
    }
    return SweepReader.key(number);
  }

  private IllegalArgumentException unknown(DeviceProfile device) {
    List<String> known = new ArrayList<>();
    Arrays.stream(Dimension.values())
        .filter(Dimension::isNumeric)
        .forEach(each -> known.add(each.key()));
    known.addAll(SweepReader.settable(device));
    return new IllegalArgumentException("--for: " + Nearest.unknown("quantity", unknown, known));
  }
}
