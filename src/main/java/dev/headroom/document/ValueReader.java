package dev.headroom.document;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Takes over one value, strictly. What is wrong is noted as a fault, and a harmless placeholder
 * comes back, so that the reading goes on and finds the other faults too.
 */
public final class ValueReader {
  /** Longer ones are outside every range, and slow to convert. */
  private static final int LONGEST_NUMBER = 40;

  private static final BigInteger TOO_LARGE = BigInteger.TEN.pow(LONGEST_NUMBER);

  private final Node node;
  private final String keyPath;
  private final Faults faults;

  ValueReader(Node node, String keyPath, Faults faults) {
    this.node = node;
    this.keyPath = keyPath;
    this.faults = faults;
  }

  /** The value itself, for what this class has no method for. */
  public Node node() {
    return node;
  }

  /** The path of keys from the outermost mapping: {@code memory.device.bandwidth}. */
  public String keyPath() {
    return keyPath;
  }

  /** This value under another path, for a form in which a mapping stands for its one value. */
  public ValueReader at(String otherPath) {
    return new ValueReader(node, otherPath, faults);
  }

  /** Notes a fault at this value. */
  public void fault(String message) {
    faults.add(node.position(), keyPath, message);
  }

  /** Text that is not empty; a number must stand in quotes to be text. */
  public String text() {
    if (node instanceof Scalar scalar && scalar.kind() == Scalar.Kind.STRING) {
      if (!scalar.text().isBlank()) {
        return scalar.text();
      }
      fault("must not be empty");
      return "?";
    }
    boolean quotable = node instanceof Scalar scalar && scalar.kind() != Scalar.Kind.NULL;
    mustBe(quotable ? "text such as '" + ((Scalar) node).text() + "'" : "text");
    return "?";
  }

  /** Any single value as its text, whatever it would be taken for: {@code 2023}. */
  public String plain() {
    if (node instanceof Scalar scalar && scalar.kind() != Scalar.Kind.NULL) {
      return scalar.text();
    }
    mustBe("a single value");
    return "?";
  }

  /** A whole number within these bounds, both included. */
  public long integer(long min, long max) {
    long placeholder = Math.min(Math.max(1, min), max);
    if (!(node instanceof Scalar scalar) || scalar.kind() != Scalar.Kind.INTEGER) {
      mustBe("a whole number such as " + placeholder);
      return placeholder;
    }
    BigInteger value = whole(scalar.text());
    if (value.compareTo(BigInteger.valueOf(min)) < 0
        || value.compareTo(BigInteger.valueOf(max)) > 0) {
      fault(
          max == Long.MAX_VALUE
              ? "must be >= " + min + ", was " + scalar.text()
              : "must be from " + min + " to " + max + ", was " + scalar.text());
      return placeholder;
    }
    return value.longValue();
  }

  /** A finite number, whole or not. */
  public double number() {
    if (node instanceof Scalar scalar
        && (scalar.kind() == Scalar.Kind.FLOAT || scalar.kind() == Scalar.Kind.INTEGER)) {
      double value = decimal(scalar.text());
      if (Double.isFinite(value)) {
        return value;
      }
      fault("must be a finite number, was " + scalar.text());
      return 1;
    }
    mustBe("a number such as 1.5");
    return 1;
  }

  /** A number above 0 and at most 1, as an efficiency is: no rate exceeds its own peak. */
  public double fraction() {
    double value = number();
    if (value > 0 && value <= 1) {
      return value;
    }
    fault("must be > 0 and <= 1, was " + ((Scalar) node).text());
    return 1;
  }

  /** {@code true} or {@code false}. */
  public boolean flag() {
    if (node instanceof Scalar scalar && scalar.kind() == Scalar.Kind.BOOL) {
      return scalar.text().startsWith("t") || scalar.text().startsWith("T");
    }
    mustBe("true or false");
    return false;
  }

  /** One of these names, as what it stands for. */
  public <T> T oneOf(Map<String, T> choices) {
    T first = choices.values().iterator().next();
    if (!(node instanceof Scalar scalar) || scalar.kind() == Scalar.Kind.NULL) {
      mustBe("one of " + String.join(", ", choices.keySet()));
      return first;
    }
    T chosen = choices.get(scalar.text());
    if (chosen == null) {
      fault(Nearest.unknown("value", scalar.text(), choices.keySet()));
      return first;
    }
    return chosen;
  }

  /** A quantity in one of these units; the placeholder is 1 of the first. */
  public Quantity quantity(Unit... units) {
    Quantity placeholder = new Quantity(1, units[0], "1 " + units[0].symbol());
    if (!(node instanceof Scalar scalar)
        || scalar.kind() == Scalar.Kind.NULL
        || scalar.kind() == Scalar.Kind.BOOL) {
      mustBe("a number with a unit such as '" + units[0].example() + "'");
      return placeholder;
    }
    try {
      return Quantity.parse(scalar.text(), units);
    } catch (IllegalArgumentException e) {
      fault(String.valueOf(e.getMessage()));
      return placeholder;
    }
  }

  /** A list; each item is read by itself. */
  public List<ValueReader> items() {
    List<ValueReader> items = new ArrayList<>();
    if (node instanceof Sequence sequence) {
      for (Node item : sequence.items()) {
        items.add(new ValueReader(item, keyPath + "[" + items.size() + "]", faults));
      }
    } else {
      mustBe("a list such as [a, b]");
    }
    return items;
  }

  /**
   * A mapping; when it is none, the reader that comes back knows no key and notes no further fault.
   */
  public MappingReader mapping() {
    if (node instanceof Mapping mapping) {
      return new MappingReader(mapping, keyPath, faults);
    }
    mustBe("a mapping of keys to values");
    return MappingReader.silent(node.position(), keyPath);
  }

  private void mustBe(String what) {
    if (node instanceof Scalar scalar && scalar.kind() == Scalar.Kind.NULL) {
      fault("has no value; expected " + what);
    } else {
      fault("must be " + what + ", was " + node.describe());
    }
  }

  /**
   * Reads the core schema's whole numbers: {@code 10}, {@code 010} (ten), {@code 0x1F}, {@code
   * 0o17}.
   */
  private static BigInteger whole(String text) {
    if (text.length() > LONGEST_NUMBER) {
      return text.startsWith("-") ? TOO_LARGE.negate() : TOO_LARGE;
    }
    if (text.startsWith("0x")) {
      return new BigInteger(text.substring(2), 16);
    }
    return text.startsWith("0o") ? new BigInteger(text.substring(2), 8) : new BigInteger(text);
  }

  private static double decimal(String text) {
    if (text.startsWith("0x") || text.startsWith("0o")) {
      return whole(text).doubleValue();
    }
    return text.matches("[+-]?\\.(nan|NaN|NAN|inf|Inf|INF)")
        ? Double.NaN
        : Double.parseDouble(text);
  }
}
