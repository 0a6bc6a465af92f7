package dev.headroom.sweep;

import dev.headroom.timing.Estimate;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleFunction;

/**
 * A quantity of a question that can be made smaller or larger, all else held.
 *
 * @param key its name: {@code batch_size}, or a number's place in the profile
 * @param unit of its values: {@code B/s}; empty of a count
 * @param value that it has
 * @param grain which other values it can have
 * @param at the question with another value; refuses what cannot be
 */
public record Lever(
    String key, String unit, double value, Grain grain, DoubleFunction<Question> at) {
  /** How far from the wanted value one is looked for that can be. */
  private static final long FARTHEST = 4096;

  /** Which values a quantity can have. */
  public sealed interface Grain {
    /**
     * Any number.
     *
     * @param most the largest
     */
    record Continuous(double most) implements Grain {}

    /**
     * Whole numbers.
     *
     * @param least the smallest
     */
    record Whole(long least) implements Grain {}

    /**
     * Some values.
     *
     * @param values from the smallest
     */
    record Choice(List<Double> values) implements Grain {
      /** Copies the list. */
      public Choice {
        values = List.copyOf(values);
      }
    }
  }

  /**
   * The answer with another value.
   *
   * @param value of the quantity
   * @param estimate with it
   */
  public record Moved(double value, Estimate estimate) {}

  /** The quantity as people say it. */
  public String words() {
    return key.replaceFirst("^memory\\.device\\.", "memory ")
        .replaceFirst("^compute\\.(matrix|vector)\\.", "peak $1 ")
        .replaceFirst("^compute\\.", "")
        .replace("num_key_value_heads", "KV heads")
        .replace("num_attention_heads", "query heads")
        .replace("num_hidden_layers", "layers")
        .replace('_', ' ');
  }

  /**
   * The answer with less of it.
   *
   * @param part that is wanted off; the nearest value below that can be is taken
   * @return empty if there is none
   */
  Optional<Moved> less(double part) {
    return moved(value * (1 - part), -1);
  }

  /** The answer with more of it. */
  Optional<Moved> more(double part) {
    return moved(value * (1 + part), 1);
  }

  private Optional<Moved> moved(double wanted, int direction) {
    if (grain instanceof Grain.Continuous continuous) {
      double to = Math.min(wanted, continuous.most());
      return to == value ? Optional.empty() : tried(to);
    }
    if (grain instanceof Grain.Choice choice) {
      return choice.values().stream()
          .filter(each -> direction < 0 ? each < value : each > value)
          .sorted((a, b) -> direction * Double.compare(a, b))
          .flatMap(each -> tried(each).stream())
          .findFirst();
    }
    long start = Math.round(wanted);
    if (start == (long) value) {
      start += direction;
    }
    for (long distance = 0; distance <= FARTHEST; distance++) {
      Optional<Moved> found = whole(start + direction * distance, direction);
      if (found.isEmpty() && distance > 0) {
        found = whole(start - direction * distance, direction);
      }
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private Optional<Moved> whole(long number, int direction) {
    boolean beyond = direction < 0 ? number < value : number > value;
    return beyond && number >= ((Grain.Whole) grain).least() ? tried(number) : Optional.empty();
  }

  private Optional<Moved> tried(double number) {
    try {
      return Optional.of(new Moved(number, at.apply(number).answer()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
