package dev.headroom.workload;

import dev.headroom.document.Fault;
import dev.headroom.document.Mapping;
import dev.headroom.document.MappingReader;
import dev.headroom.document.Node;
import dev.headroom.document.Position;
import dev.headroom.document.Sequence;
import dev.headroom.document.ValueReader;
import dev.headroom.workload.ModelFamily.Trait;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The keys of one {@code config.json}, asked for by meaning: synonyms are resolved, defaults of the
 * family filled in, and what had to be assumed is written down as a warning.
 */
final class ConfigFields {
  private final MappingReader reader;
  private final MappingReader outermost;
  private final ModelFamily family;
  private final List<String> warnings = new ArrayList<>();
  private final List<String> assumptions = new ArrayList<>();
  private final Map<ConfigKey, OptionalInt> read = new EnumMap<>(ConfigKey.class);

  /**
   * Takes over a mapping.
   *
   * @param reader the text model's keys
   * @param outermost the file's keys; the same unless the text model is nested
   */
  ConfigFields(MappingReader reader, MappingReader outermost, ModelFamily family) {
    this.reader = reader;
    this.outermost = outermost;
    this.family = family;
    reader.ignoreRest();
  }

  /** Whether the family has this trait. */
  boolean is(Trait trait) {
    return family.is(trait);
  }

  ModelFamily family() {
    return family;
  }

  MappingReader reader() {
    return reader;
  }

  /** Whichever of the two mappings says {@code model_type}. */
  MappingReader typeReader() {
    return reader.node().get("model_type").isPresent() ? reader : outermost;
  }

  /** What was assumed so far, one sentence each. */
  List<String> warnings() {
    return List.copyOf(warnings);
  }

  /** What was taken for granted about a family that is not in the table. */
  List<String> assumptions() {
    return List.copyOf(assumptions);
  }

  /** Notes what is taken for granted; of known families it is known. */
  void assume(String what) {
    if (is(Trait.UNKNOWN)) {
      assumptions.add(what);
    }
  }

  /** The number as the file states it, else the family's default. */
  OptionalInt find(ConfigKey key) {
    OptionalInt stated = stated(key);
    Integer implied = family.defaults().get(key);
    return stated.isEmpty() && implied != null ? OptionalInt.of(implied) : stated;
  }

  /** The number as the file states it; read once, so that a fault is noted once. */
  OptionalInt stated(ConfigKey key) {
    return read.computeIfAbsent(key, this::resolve);
  }

  /** A number that must be stated or implied; 1 stands in for a missing one. */
  int require(ConfigKey key) {
    OptionalInt value = find(key);
    if (value.isEmpty()) {
      List<String> others = key.names().subList(1, key.names().size());
      reader.fault(
          "missing key '"
              + key.mainName()
              + "'"
              + (others.isEmpty() ? "" : " (or " + String.join(", ", others) + ")"));
      read.put(key, OptionalInt.of(1));
    }
    return value.orElse(1);
  }

  private OptionalInt resolve(ConfigKey key) {
    OptionalInt first = OptionalInt.empty();
    String firstName = "";
    for (String name : key.names()) {
      Optional<ValueReader> value = value(name);
      if (value.isEmpty()) {
        continue;
      }
      int number = whole(value.get(), key);
      if (first.isEmpty()) {
        first = OptionalInt.of(number);
        firstName = name;
      } else if (first.getAsInt() != number && !key.mayDiffer()) {
        value.get().fault("must equal " + firstName + " " + first.getAsInt() + ", was " + number);
      }
    }
    return first;
  }

  private static int whole(ValueReader value, ConfigKey key) {
    if (value.node() instanceof Sequence) {
      value.fault(
          "must be one whole number, was a list; values that differ from layer to layer are not"
              + " modelled");
      return 1;
    }
    return (int) value.integer(key.least(), key.most());
  }

  /** The value under a name; a dot leads into an inner object. */
  Optional<ValueReader> value(String name) {
    int dot = name.indexOf('.');
    if (dot < 0) {
      return reader.value(name);
    }
    return reader
        .value(name.substring(0, dot))
        .filter(value -> value.node() instanceof Mapping)
        .map(reader::adopt)
        .flatMap(
            inner -> {
              inner.ignoreRest();
              return inner.value(name.substring(dot + 1));
            });
  }

  /** A flag as stated; a nested text model may leave its to the file's outermost keys. */
  Optional<Boolean> flag(String name) {
    return reader.optionalFlag(name).or(() -> outermost.optionalFlag(name));
  }

  /** The text under the first of these names that has one, in the text model or outermost. */
  Optional<String> text(List<String> names) {
    for (String name : names) {
      Optional<String> text = reader.optionalText(name).or(() -> outermost.optionalText(name));
      if (text.isPresent()) {
        return text;
      }
    }
    return Optional.empty();
  }

  /** Notes a fault at the name under which the number stands, or at the mapping. */
  void fault(ConfigKey key, String message) {
    for (String name : key.names()) {
      Optional<ValueReader> value = value(name);
      if (value.isPresent()) {
        value.get().fault(message);
        return;
      }
    }
    reader.fault(key.mainName(), message);
  }

  /** Writes down what was assumed, with the place of the key it follows from. */
  void warn(String name, String message) {
    Position position = reader.node().get(name).map(Node::position).orElse(reader.position());
    String path = reader.keyPath().isEmpty() ? name : reader.keyPath() + "." + name;
    warnings.add(new Fault(position, path, message).toString());
  }
}
