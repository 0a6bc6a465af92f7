package dev.headroom.cli;

import dev.headroom.document.Nearest;
import dev.headroom.workload.Sharding;
import dev.headroom.workload.Sharding.AttentionLayout;
import dev.headroom.workload.Sharding.WeightLayout;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say over how many devices a step is spread, and how. */
final class LayoutOptions {
  private static final int MOST_WAYS = 1 << 16;

  @Option(
      names = "--tensor-parallel",
      paramLabel = "N",
      description =
          "Devices that share every layer; KV heads are replicated where there are fewer (default: 1).")
  private @Nullable String tensor;

  @Option(
      names = "--pipeline-parallel",
      paramLabel = "N",
      description = "Stages of layers, each on its own devices (default: 1).")
  private @Nullable String pipeline;

  @Option(
      names = "--data-parallel",
      paramLabel = "N",
      description = "Copies that share the batch's sequences (default: 1).")
  private @Nullable String data;

  @Option(
      names = "--expert-parallel",
      paramLabel = "N",
      description =
          "Devices that share the experts of a mixture whole: the tensor ways, or those of several"
              + " copies (default: every expert's width is cut into the tensor ways).")
  private @Nullable String expert;

  @Option(
      names = "--context-parallel",
      paramLabel = "N",
      description =
          "Devices that share the tokens of every sequence: queries of a prompt, keys of a decode step"
              + " (default: 1).")
  private @Nullable String context;

  @Option(
      names = "--layout",
      paramLabel = "LAYOUT",
      description =
          "Weights over the tensor ways: 1d (strips), 2d (blocks) or gathered before each layer"
              + " (default: 1d).")
  private @Nullable String layout;

  @Option(
      names = "--attention-layout",
      paramLabel = "LAYOUT",
      description =
          "What of attention the tensor ways divide: heads, or batch, each some sequences with all"
              + " their heads (default: heads).")
  private @Nullable String attention;

  /** The sharding asked for. */
  Sharding sharding() {
    return new Sharding(
        ways("--tensor-parallel", tensor),
        ways("--pipeline-parallel", pipeline),
        ways("--data-parallel", data),
        ways("--expert-parallel", expert),
        ways("--context-parallel", context),
        named("--layout", layout, WeightLayout.STATIONARY_1D, WeightLayout.byKey()),
        named("--attention-layout", attention, AttentionLayout.HEADS, AttentionLayout.byKey()));
  }

  private static <T> T named(
      String option, @Nullable String text, T usual, Map<String, T> layouts) {
    if (text == null) {
      return usual;
    }
    T found = layouts.get(text.toLowerCase(Locale.ROOT));
    if (found == null) {
      throw new IllegalArgumentException(
          option + ": " + Nearest.unknown("layout", text, layouts.keySet()));
    }
    return found;
  }

  private static int ways(String option, @Nullable String text) {
    return text == null ? 1 : (int) new IntegerList(option, 1, MOST_WAYS).single(text);
  }
}
