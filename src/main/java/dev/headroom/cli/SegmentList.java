package dev.headroom.cli;

import dev.headroom.workload.Batch;
import dev.headroom.workload.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A ragged batch as {@code --sequences} takes it: {@code 4x1@2048,1x512@0} (sequences × new
 * tokens @ cached tokens).
 */
final class SegmentList {
  private static final Pattern PART =
      Pattern.compile("(?<count>\\d+[kKmM]?)x(?<fresh>\\d+[kKmM]?)@(?<cached>\\d+[kKmM]?)");

  private SegmentList() {}

  /**
   * Reads the batch.
   *
   * @throws IllegalArgumentException naming the part that is wrong and what would be right
   */
  static Batch parse(String text) {
    List<Segment> segments = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      Matcher matcher = PART.matcher(part.strip());
      if (!matcher.matches()) {
        throw new IllegalArgumentException(
            "--sequences: not COUNTxNEW@CACHED: '" + part.strip() + "'; right is 4x1@2048,1x512@0");
      }
      segments.add(
          new Segment(
              number("COUNT", 1, matcher.group("count")),
              number("NEW", 1, matcher.group("fresh")),
              number("CACHED", 0, matcher.group("cached"))));
    }
    return new Batch(segments);
  }

  private static long number(String what, long least, String text) {
    return new IntegerList("--sequences: " + what, least, Segment.MAX_LENGTH).single(text);
  }
}
