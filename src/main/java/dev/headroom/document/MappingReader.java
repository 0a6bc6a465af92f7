package dev.headroom.document;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Takes over a mapping key by key, strictly: a required key that is missing and a key that nobody
 * asks for are faults. An explicit {@code null} means that a key is absent.
 *
 * <p>Faults are noted, not thrown; a harmless placeholder comes back instead, so that one reading
 * finds all faults of a file.
 */
public final class MappingReader {
  private final Mapping mapping;
  private final Map<String, Node> byKey = new HashMap<>();
  private final String keyPath;
  private final Faults faults;
  private final Set<String> known = new LinkedHashSet<>();
  private final Map<String, MappingReader> inner = new LinkedHashMap<>();
  private boolean open = true;
  private boolean lenient;

  MappingReader(Mapping mapping, String keyPath, Faults faults) {
    this.mapping = mapping;
    mapping.entries().forEach(entry -> byKey.put(entry.key(), entry.value()));
    this.keyPath = keyPath;
    this.faults = faults;
  }

  /** A stand-in for a mapping that is not there: whatever is asked of it, nobody is told. */
  public static MappingReader silent(Position position, String keyPath) {
    return new MappingReader(new Mapping(position, List.of()), keyPath, new Faults());
  }

  /** Where the mapping starts. */
  public Position position() {
    return mapping.position();
  }

  /** The path of keys to this mapping; empty for the outermost. */
  public String keyPath() {
    return keyPath;
  }

  /** The mapping itself. */
  public Mapping node() {
    return mapping;
  }

  /** Whether the key has a value; an explicit null counts as none. */
  public boolean has(String key) {
    return value(key).isPresent();
  }

  /** Accepts these keys without looking at their values. */
  public void ignore(String... keys) {
    known.addAll(List.of(keys));
  }

  /** Accepts whatever keys are left, for files whose form is not ours. */
  public void ignoreRest() {
    lenient = true;
  }

  /** Notes a fault at this key's value, or at the mapping when the key is absent. */
  public void fault(String key, String message) {
    Position at =
        Optional.ofNullable(byKey.get(key)).map(Node::position).orElse(mapping.position());
    faults.add(at, pathOf(key), message);
  }

  /** Notes a fault of the mapping as a whole. */
  public void fault(String message) {
    faults.add(mapping.position(), keyPath, message);
  }

  /** The value of a key, if it has one. */
  public Optional<ValueReader> value(String key) {
    known.add(key);
    return Optional.ofNullable(byKey.get(key))
        .filter(node -> !(node instanceof Scalar scalar && scalar.isExplicitNull()))
        .map(node -> new ValueReader(node, pathOf(key), faults));
  }

  /** The value of a key that must have one. */
  public Optional<ValueReader> required(String key) {
    Optional<ValueReader> value = value(key);
    if (value.isEmpty()) {
      faults.add(mapping.position(), keyPath, "missing key '" + key + "'");
    }
    return value;
  }

  /** All values by key, for mappings whose keys are data; explicit nulls are left out. */
  public Map<String, ValueReader> values() {
    Map<String, ValueReader> values = new LinkedHashMap<>();
    for (Mapping.Entry entry : mapping.entries()) {
      value(entry.key()).ifPresent(value -> values.put(entry.key(), value));
    }
    return values;
  }

  /** Required text. */
  public String text(String key) {
    return required(key).map(ValueReader::text).orElse("?");
  }

  /** Text, if the key is there. */
  public Optional<String> optionalText(String key) {
    return value(key).map(ValueReader::text);
  }

  /** A required whole number within these bounds, both included. */
  public long integer(String key, long min, long max) {
    return required(key)
        .map(value -> value.integer(min, max))
        .orElse(Math.min(Math.max(1, min), max));
  }

  /** A whole number within these bounds, if the key is there. */
  public OptionalLong optionalInteger(String key, long min, long max) {
    return value(key)
        .map(value -> OptionalLong.of(value.integer(min, max)))
        .orElse(OptionalLong.empty());
  }

  /** A required finite number. */
  public double number(String key) {
    return required(key).map(ValueReader::number).orElse(1.0);
  }

  /** A finite number, if the key is there. */
  public OptionalDouble optionalNumber(String key) {
    return value(key)
        .map(value -> OptionalDouble.of(value.number()))
        .orElse(OptionalDouble.empty());
  }

  /** A required efficiency: above 0, at most 1. */
  public double fraction(String key) {
    return required(key).map(ValueReader::fraction).orElse(1.0);
  }

  /** A required flag. */
  public boolean flag(String key) {
    return required(key).map(ValueReader::flag).orElse(false);
  }

  /** A flag, if the key is there. */
  public Optional<Boolean> optionalFlag(String key) {
    return value(key).map(ValueReader::flag);
  }

  /** A required name out of these, as what it stands for. */
  public <T> T oneOf(String key, Map<String, T> choices) {
    return required(key)
        .map(value -> value.oneOf(choices))
        .orElseGet(() -> choices.values().iterator().next());
  }

  /** A name out of these, as what it stands for, if the key is there. */
  public <T> Optional<T> optionalOneOf(String key, Map<String, T> choices) {
    return value(key).map(value -> value.oneOf(choices));
  }

  /** A required quantity in one of these units. */
  public Quantity quantity(String key, Unit... units) {
    return required(key)
        .map(value -> value.quantity(units))
        .orElseGet(() -> new Quantity(1, units[0], "1 " + units[0].symbol()));
  }

  /** A quantity in one of these units, if the key is there. */
  public Optional<Quantity> optionalQuantity(String key, Unit... units) {
    return value(key).map(value -> value.quantity(units));
  }

  /** A required inner mapping; {@link #finish} of this one finishes it too. */
  public MappingReader mapping(String key) {
    return required(key).map(this::adopt).orElseGet(() -> silent(mapping.position(), pathOf(key)));
  }

  /** An inner mapping, if the key is there. */
  public Optional<MappingReader> optionalMapping(String key) {
    return value(key).map(this::adopt);
  }

  /** All values by key, each of which must be a mapping. */
  public Map<String, MappingReader> mappings() {
    Map<String, MappingReader> mappings = new LinkedHashMap<>();
    values().forEach((key, value) -> mappings.put(key, adopt(value)));
    return mappings;
  }

  /** A list, empty if the key is absent. */
  public List<ValueReader> items(String key) {
    return value(key).map(ValueReader::items).orElse(List.of());
  }

  /** A list of texts, empty if the key is absent. */
  public List<String> texts(String key) {
    return items(key).stream().map(ValueReader::text).toList();
  }

  /** Takes a value of this mapping as a mapping that {@link #finish} looks after. */
  public MappingReader adopt(ValueReader value) {
    // The same reader for the same key, or it would miss what another one was asked for.
    return inner.computeIfAbsent(value.keyPath(), path -> value.mapping());
  }

  /**
   * Notes every key that nobody asked for, here and in the inner mappings; a second call does
   * nothing.
   */
  public void finish() {
    if (!open) {
      return;
    }
    open = false;
    inner.values().forEach(MappingReader::finish);
    if (lenient) {
      return;
    }
    for (Mapping.Entry entry : mapping.entries()) {
      if (!known.contains(entry.key())) {
        faults.add(entry.keyPosition(), keyPath, Nearest.unknown("key", entry.key(), known));
      }
    }
  }

  private String pathOf(String key) {
    return keyPath.isEmpty() ? key : keyPath + "." + key;
  }
}
