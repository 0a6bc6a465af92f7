package dev.headroom.cli;

import java.util.ArrayList;
import java.util.List;

/** Names as options take them: {@code a,b}, or the option repeated. */
final class NameList {
  private NameList() {}

  /**
   * Splits the values of an option at their commas.
   *
   * @throws IllegalArgumentException if a name between two commas is missing
   */
  static List<String> split(String option, List<String> values) {
    List<String> names = new ArrayList<>();
    for (String value : values) {
      for (String name : value.split(",", -1)) {
        if (name.isBlank()) {
          throw new IllegalArgumentException(option + ": a name is missing in '" + value + "'");
        }
        names.add(name.strip());
      }
    }
    return names;
  }
}
