package dev.headroom.expression;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Numbers for texts, so that a row of fields is a row of numbers. A text keeps its number; several
 * threads may ask.
 */
public final class Texts {
  private final Map<String, Double> numbers = new ConcurrentHashMap<>();
  private final List<String> known = new CopyOnWriteArrayList<>();

  /** The number of a text, the same each time. */
  public double number(String text) {
    Double number = numbers.get(text);
    return number == null ? added(text) : number;
  }

  private synchronized double added(String text) {
    Double number = numbers.get(text);
    if (number == null) {
      known.add(text);
      number = known.size() - 1.0;
      numbers.put(text, number);
    }
    return number;
  }

  /** The text of a number that {@link #number} gave. */
  public String text(double number) {
    return known.get((int) number);
  }
}
