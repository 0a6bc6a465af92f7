package dev.headroom.cli;

import dev.headroom.document.Nearest;
import dev.headroom.validate.ErrorSummary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The largest errors that are let pass, as {@code --fail-above} takes them: {@code
 * median=0.10,p90=0.30}.
 *
 * @param limits fractions by the name of the statistic
 */
record ErrorLimits(Map<String, Double> limits) {
  private static final String OPTION = "--fail-above: ";
  private static final Map<String, ToDoubleFunction<ErrorSummary>> STATISTICS =
      Map.of(
          "median", ErrorSummary::median,
          "p90", ErrorSummary::p90,
          "worst", ErrorSummary::worst);

  /** Copies the map. */
  ErrorLimits {
    limits = Map.copyOf(limits);
  }

  /**
   * Reads the option.
   *
   * @throws IllegalArgumentException naming the part that is wrong
   */
  static ErrorLimits parse(String text) {
    Map<String, Double> limits = new LinkedHashMap<>();
    for (String part : text.split(",", -1)) {
      int equals = part.indexOf('=');
      if (equals < 0) {
        throw new IllegalArgumentException(
            OPTION + "must be such as median=0.10,p90=0.30, was '" + text + "'");
      }
      String name = part.substring(0, equals).strip().toLowerCase(Locale.ROOT);
      if (!STATISTICS.containsKey(name)) {
        throw new IllegalArgumentException(
            OPTION
                + Nearest.unknown(
                    "statistic", name, STATISTICS.keySet().stream().sorted().toList()));
      }
      if (limits.put(name, fraction(name, part.substring(equals + 1).strip())) != null) {
        throw new IllegalArgumentException(OPTION + name + " may be given only once");
      }
    }
    return new ErrorLimits(limits);
  }

  private static double fraction(String name, String text) {
    double value;
    try {
      value = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      value = Double.NaN;
    }
    if (!(value > 0 && value < 1e6)) {
      throw new IllegalArgumentException(
          OPTION + name + " must be a fraction above 0, such as 0.10, was '" + text + "'");
    }
    return value;
  }

  /** What was missed, a sentence each; empty if all errors are within their limits. */
  List<String> missed(ErrorSummary errors) {
    List<String> missed = new ArrayList<>();
    limits.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            limit -> {
              double error = STATISTICS.getOrDefault(limit.getKey(), e -> 0).applyAsDouble(errors);
              if (!(error <= limit.getValue())) {
                missed.add(
                    String.format(
                        Locale.ROOT,
                        "%s error is %.4f, above %s",
                        limit.getKey(),
                        error,
                        limit.getValue()));
              }
            });
    return missed;
  }

  /** Says what was missed, if there are limits, and returns the exit status that follows. */
  static int status(@Nullable ErrorLimits limits, ErrorSummary errors, Surroundings surroundings) {
    List<String> missed = limits == null ? List.of() : limits.missed(errors);
    missed.forEach(sentence -> surroundings.err().println("headroom: validate: " + sentence));
    surroundings.err().flush();
    return missed.isEmpty() ? ExitStatus.OK : ExitStatus.THRESHOLD_MISSED;
  }
}
