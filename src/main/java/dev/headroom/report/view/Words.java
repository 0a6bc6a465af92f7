package dev.headroom.report.view;

import dev.headroom.report.Quantity;
import dev.headroom.report.SignificantFormat;
import dev.headroom.workload.Batch;
import dev.headroom.workload.Model;
import dev.headroom.workload.Scenario;
import dev.headroom.workload.Segment;
import java.util.Locale;
import java.util.stream.Collectors;

/** The sentences that say what was asked. */
final class Words {
  private Words() {}

  /** The scenario in one line. */
  static String scenario(Model model, Scenario scenario) {
    StringBuilder words = new StringBuilder(256);
    words
        .append(scenario.phase().key().substring(0, 1).toUpperCase(Locale.ROOT))
        .append(scenario.phase().key().substring(1))
        .append(" step of ")
        .append(model.name())
        .append(" (")
        .append(SignificantFormat.text(model.parameters(), Quantity.AMOUNT))
        .append(" parameters): ")
        .append(batch(scenario.batch()));
    if (model.isEncoderDecoder()) {
      words.append(", source of ").append(scenario.sourceLength());
    }
    return words
        .append("; weights ")
        .append(scenario.precision().weights().key())
        .append(", activations ")
        .append(scenario.precision().activations().key())
        .append(", KV cache ")
        .append(scenario.precision().kvCache())
        .append("; runtime ")
        .append(scenario.policy().name())
        .append(", ")
        .append(scenario.cacheState().key())
        .append(" last-level cache.")
        .toString();
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
  static String variant(String key) {
    return key.toUpperCase(Locale.ROOT).replace("GQA:", "GQA-");
  }
}
