package dev.headroom.report.view;

import dev.headroom.report.Quantity;
import dev.headroom.report.SignificantFormat;
import dev.headroom.timing.Estimate;
import dev.headroom.timing.MemoryFit;
import dev.headroom.workload.Batch;
import dev.headroom.workload.Model;
import dev.headroom.workload.Scenario;
import dev.headroom.workload.Segment;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The sentences that say what was asked. */
public final class Words {
  private static final String IDEAL =
      "Lower bound: nothing on the device can beat it. Roofline: the program's operators, each at"
          + " the peaks the profile states; ";

  private Words() {}

  /** What times, speed, cost and speed-up are worth. */
  static String ideal(List<Estimate> estimates) {
    String basis =
        estimates.stream().allMatch(Estimate::isPredicted)
            ? "speed, cost and speed-up are at the predicted time."
            : estimates.stream().noneMatch(Estimate::isPredicted)
                ? "speed, cost and speed-up are at the roofline."
                : "speed, cost and speed-up are at the predicted time where there is one, else at"
                    + " the roofline.";
    return IDEAL
        + basis
        + spread(estimates)
        + (estimates.stream().noneMatch(Estimate::isPredicted)
            ? " Real programs are slower than both."
            : " Real programs are slower than the bound, and slower than the roofline but where"
                + " they find in a cache what it counts from memory.");
  }

  private static String spread(List<Estimate> estimates) {
    return estimates.stream().allMatch(each -> each.sharding().devices() == 1)
        ? ""
        : " Work, traffic and memory are those of one device, "
            + estimates.get(0).sharding()
            + "; speed, energy and cost those of all. Exchanges between devices are not hidden"
            + " behind work, and no part of the lower bound.";
  }

  /** A sentence for every model that was made for shorter sequences than it is asked about. */
  static List<String> beyondContext(List<Estimate> estimates) {
    return estimates.stream()
        .filter(Words::isBeyond)
        .map(
            estimate ->
                "warning: "
                    + estimate.model().name()
                    + " was made for "
                    + estimate.model().maxContext()
                    + " tokens; longer sequences are computed all the same.")
        .distinct()
        .toList();
  }

  private static boolean isBeyond(Estimate estimate) {
    return estimate.scenario().batch().segments().stream()
        .anyMatch(
            segment ->
                segment.queryLength() + segment.contextLength() > estimate.model().maxContext());
  }

  /**
   * What was asked in one line.
   *
   * @param subject the model, and what of it is the same in all scenarios
   * @param scenarios which differ in their batch alone
   */
  static String scenarios(String subject, List<Scenario> scenarios) {
    Scenario first = scenarios.get(0);
    boolean one = scenarios.size() == 1;
    StringBuilder words = new StringBuilder(256);
    words
        .append(first.phase().key().substring(0, 1).toUpperCase(Locale.ROOT))
        .append(first.phase().key().substring(1))
        .append(" step of ")
        .append(subject)
        .append(": ")
        .append(one ? batch(first.batch()) : scenarios.size() + " batches");
    if (first.beams() > 1) {
      words.append(", ").append(first.beams()).append(" hypotheses of each source among them");
    }
    if (first.sharedPrefix() > 0) {
      words.append(", the first ").append(first.sharedPrefix()).append(" cached in common");
    }
    if (first.sourceLength() > 0) {
      words.append(", source of ").append(first.sourceLength());
    }
    return words.append("; ").append(program(first)).toString();
  }

  /** Types, program and cache state. */
  static String program(Scenario scenario) {
    return "weights "
        + scenario.precision().weights().key()
        + ", activations "
        + scenario.precision().activations().key()
        + ", KV cache "
        + scenario.precision().kvCache()
        + "; runtime "
        + scenario.policy().name()
        + ", "
        + scenario.cacheState().key()
        + " last-level cache.";
  }

  /** A model with its attention and size: {@code llama-2-7b (MHA, 6.74 G parameters)}. */
  static String model(Model model) {
    return model.name()
        + " ("
        + variant(model.attention().variant())
        + ", "
        + SignificantFormat.text(model.parameters(), Quantity.AMOUNT)
        + " parameters)";
  }

  /** Whether a step fits into the device's memory, and if not, by how much. */
  static String fits(MemoryFit memory) {
    return memory.fits()
        ? "yes"
        : "no, " + SignificantFormat.text(memory.missingBytes(), Quantity.BYTES) + " short";
  }

  /** The sequences of a batch. */
  static String batch(Batch batch) {
    return batch.segments().stream().map(Words::segment).collect(Collectors.joining(" and "));
  }

  private static String segment(Segment segment) {
    return count(segment.sequences(), "sequence")
        + " of "
        + count(segment.queryLength(), "new token")
        + " on "
        + segment.contextLength()
        + " cached";
  }

  private static String count(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  /** Variant names as people write them: {@code GQA-8}. */
  public static String variant(String key) {
    return key.toUpperCase(Locale.ROOT).replace("GQA:", "GQA-");
  }
}
