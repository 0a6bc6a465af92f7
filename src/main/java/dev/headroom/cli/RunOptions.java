package dev.headroom.cli;

import dev.headroom.document.Nearest;
import dev.headroom.workload.GenerationRequest;
import dev.headroom.workload.Model;
import dev.headroom.workload.Training;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of whole generations and of training steps. */
final class RunOptions {
  private static final long USUAL_OUTPUT = 128;

  @Option(
      names = {"--output-len", "--osl"},
      paramLabel = "N",
      description =
          "With --phase generate: tokens generated for each sequence; lists and ranges (default: 128,"
              + " or half of what the model was made for). Time to first token: from the start until the"
              + " first token is there, which is the prompt pass or, with an encoder, its pass and one"
              + " step. Time per output token: the mean time from one token to the next, over all"
              + " tokens but the first. Total: from the start to the last token. Speed: tokens of all"
              + " sequences over the total.")
  private @Nullable String outputLength;

  @Option(
      names = "--optimizer",
      paramLabel = "NAME",
      description =
          "With --phase train: adam (8 bytes a weight), momentum (4), adafactor or sgd (0) (default:"
              + " adam).")
  private @Nullable String optimizer;

  @Option(
      names = "--recompute",
      description =
          "With --phase train: keep the input of each layer only and run its forward pass again.")
  private boolean recompute;

  /** The output lengths asked for. */
  List<Long> outputLengths(Model model) {
    long usual = Math.min(USUAL_OUTPUT, Math.max(1, model.maxContext() / 2));
    String text = outputLength == null ? Long.toString(usual) : outputLength;
    return new IntegerList("--output-len", 1, GenerationRequest.LONGEST_OUTPUT).parse(text);
  }

  /** How to train. */
  Training training() {
    String wanted = optimizer == null ? "adam" : optimizer.toLowerCase(Locale.ROOT);
    for (Training.Optimizer each : Training.Optimizer.values()) {
      if (each.key().equals(wanted)) {
        return new Training(each, recompute);
      }
    }
    List<String> known =
        Arrays.stream(Training.Optimizer.values()).map(Training.Optimizer::key).toList();
    throw new IllegalArgumentException("--optimizer: " + Nearest.unknown("value", wanted, known));
  }

  /** Refuses what belongs to another phase. */
  void requireUnused(boolean generates, boolean trains) {
    if (outputLength != null && !generates) {
      throw new IllegalArgumentException("--output-len: goes with --phase generate; leave it out");
    }
    if (!trains && (recompute || optimizer != null)) {
      throw new IllegalArgumentException(
          (recompute ? "--recompute" : "--optimizer") + ": goes with --phase train; leave it out");
    }
  }
}
