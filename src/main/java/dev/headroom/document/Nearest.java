package dev.headroom.document;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the known name that somebody most likely meant. */
public final class Nearest {
  private Nearest() {}

  /**
   * The candidate nearest to {@code text}: the fewest letters inserted, dropped, replaced or
   * swapped with a neighbour, upper and lower case alike, at most one in three letters; failing
   * that, the shortest candidate that begins with {@code text}. Of equals the one that begins most
   * like {@code text} wins, for a name is rarely wrong in its first letter; then the first.
   */
  public static Optional<String> to(String text, Collection<String> candidates) {
    String wanted = text.toLowerCase(Locale.ROOT);
    int best = Math.min(Math.max(1, wanted.length() / 3), wanted.length() - 1);
    int bestStart = -1;
    Optional<String> nearest = Optional.empty();
    for (String candidate : candidates) {
      String known = candidate.toLowerCase(Locale.ROOT);
      if (Math.abs(known.length() - wanted.length()) > best) {
        // Too far whatever the letters are; comparing a text of 200 KB takes a while.
        continue;
      }
      int distance = distance(wanted, known);
      int start = commonStart(wanted, known);
      if (distance < best || (distance == best && start > bestStart)) {
        best = distance;
        bestStart = start;
        nearest = Optional.of(candidate);
      }
    }
    return nearest.or(() -> beginningWith(wanted, candidates));
  }

  /**
   * The sentence for a name that nobody knows: {@code unknown key 'bandwith'; did you mean
   * 'bandwidth'? known: bandwidth, capacity}.
   *
   * @param what the kind of name: {@code key}, {@code device}
   */
  public static String unknown(String what, String text, Collection<String> known) {
    String hint = to(text, known).map(name -> " did you mean '" + name + "'?").orElse("");
    return "unknown " + what + " '" + text + "';" + hint + " known: " + String.join(", ", known);
  }

  private static int commonStart(String a, String b) {
    int length = 0;
    while (length < Math.min(a.length(), b.length()) && a.charAt(length) == b.charAt(length)) {
      length++;
    }
    return length;
  }

  private static Optional<String> beginningWith(String wanted, Collection<String> candidates) {
    Optional<String> shortest = Optional.empty();
    for (String candidate : candidates) {
      if (wanted.length() >= 2
          && candidate.toLowerCase(Locale.ROOT).startsWith(wanted)
          && shortest.map(s -> candidate.length() < s.length()).orElse(true)) {
        shortest = Optional.of(candidate);
      }
    }
    return shortest;
  }

  /** Damerau-Levenshtein distance, no letter moved twice ("optimal string alignment"). */
  public static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      d[i][0] = i;
    }
    for (int j = 0; j <= b.length(); j++) {
      d[0][j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      for (int j = 1; j <= b.length(); j++) {
        int replace = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        d[i][j] = Math.min(replace, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
