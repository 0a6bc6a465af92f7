package dev.headroom.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Damages files as typing, copying, merging and malice do: bytes, tokens, numbers and lines are
 * lost, doubled, swapped and put in, and two files are spliced.
 *
 * <p>A file is a text with one character for every byte, so that damage may cut through UTF-8.
 */
final class Mutator {
  private static final int MOST_STEPS = 4;
  private static final int ONE_HUGE_IN = 400;
  private static final Pattern TOKEN = Pattern.compile("\\w+|\\s+|[^\\w\\s]");
  private static final Pattern NUMBER = Pattern.compile("\\d+(\\.\\d+)?");

  private final SplittableRandom random;

  Mutator(SplittableRandom random) {
    this.random = random;
  }

  /** A damaged form of one of these. */
  String mutant(List<String> files) {
    String text = pick(files);
    int steps = 1 + random.nextInt(MOST_STEPS);
    for (int step = 0; step < steps; step++) {
      text =
          switch (random.nextInt(5)) {
            case 0 -> bytes(text);
            case 1 -> tokens(text);
            case 2 -> numbers(text);
            case 3 -> lines(text, files);
            default -> insert(text);
          };
    }
    return text;
  }

  private String bytes(String text) {
    if (text.isEmpty()) {
      return text;
    }
    int from = random.nextInt(text.length());
    int to = Math.min(text.length(), from + 1 + random.nextInt(8));
    String head = text.substring(0, from);
    String piece = text.substring(from, to);
    String tail = text.substring(to);
    return switch (random.nextInt(5)) {
      case 0 -> head + tail;
      case 1 -> head + piece + piece + tail;
      case 2 ->
          head + (char) (piece.charAt(0) ^ (1 << random.nextInt(8))) + piece.substring(1) + tail;
      case 3 -> head + (char) random.nextInt(256) + piece + tail;
      default -> head;
    };
  }

  private String tokens(String text) {
    return rearranged(TOKEN.matcher(text).results().map(MatchResult::group).toList(), "");
  }

  private String lines(String text, List<String> files) {
    List<String> own = text.lines().toList();
    if (random.nextInt(4) > 0 || own.isEmpty()) {
      return rearranged(own, "\n");
    }
    List<String> other = pick(files).lines().toList();
    return String.join("\n", own.subList(0, random.nextInt(own.size())))
        + "\n"
        + String.join("\n", other.subList(random.nextInt(other.size()), other.size()));
  }

  /** One piece is lost, doubled, moved, swapped with another or put in the place of another. */
  private String rearranged(List<String> pieces, String between) {
    if (pieces.isEmpty()) {
      return "";
    }
    List<String> changed = new ArrayList<>(pieces);
    int one = random.nextInt(pieces.size());
    int other = random.nextInt(pieces.size());
    switch (random.nextInt(6)) {
      case 0 -> changed.remove(one);
      case 1 -> changed.add(one, pieces.get(one));
      case 2 -> changed.add(one, pieces.get(other));
      case 3 -> changed.set(one, pieces.get(other));
      case 4 -> changed.set(one, "  " + pieces.get(one));
      default -> {
        changed.set(one, pieces.get(other));
        changed.set(other, pieces.get(one));
      }
    }
    return String.join(between, changed);
  }

  private String numbers(String text) {
    List<MatchResult> numbers = NUMBER.matcher(text).results().collect(Collectors.toList());
    if (numbers.isEmpty()) {
      return text;
    }
    MatchResult number = pick(numbers);
    String other =
        switch (random.nextInt(4)) {
          case 0 -> number.group() + "0";
          case 1 -> "-" + number.group();
          case 2 -> Long.toString(random.nextLong());
          default -> HostileText.bytes(pick(HostileText.NUMBERS));
        };
    return text.substring(0, number.start()) + other + text.substring(number.end());
  }

  private String insert(String text) {
    int at = random.nextInt(text.length() + 1);
    String piece = pick(random.nextInt(ONE_HUGE_IN) == 0 ? HostileText.HUGE : HostileText.TOKENS);
    return text.substring(0, at) + HostileText.bytes(piece) + text.substring(at);
  }

  private <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
