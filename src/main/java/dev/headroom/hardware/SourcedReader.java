package dev.headroom.hardware;

import dev.headroom.document.Mapping;
import dev.headroom.document.MappingReader;
import dev.headroom.document.Nearest;
import dev.headroom.document.Quantity;
import dev.headroom.document.Scalar;
import dev.headroom.document.Unit;
import dev.headroom.document.ValueReader;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/** Reads numbers of the form {@code {value: 3.35 TB/s, source: datasheet}}. */
final class SourcedReader {
  private static final Source NONE = new Source.Estimated("?");

  private final Map<String, Source> sources;

  SourcedReader(Map<String, Source> sources) {
    this.sources = sources;
  }

  /** A required number; {@code reading} takes over its {@code {value, source}} form. */
  Sourced required(MappingReader parent, String key, Function<MappingReader, Sourced> reading) {
    return parent
        .required(key)
        .flatMap(value -> form(parent, value))
        .map(reading)
        .orElseGet(() -> count(key, 1, NONE));
  }

  /** A number, if the key is there. */
  Optional<Sourced> optional(
      MappingReader parent, String key, Function<MappingReader, Sourced> reading) {
    return parent.value(key).flatMap(value -> form(parent, value)).map(reading);
  }

  /** A required quantity. */
  Sourced quantity(MappingReader parent, String key, Unit unit) {
    return required(parent, key, form -> quantity(form, unit));
  }

  /** A quantity, if the key is there. */
  Optional<Sourced> optionalQuantity(MappingReader parent, String key, Unit unit) {
    return optional(parent, key, form -> quantity(form, unit));
  }

  /** The quantity in an open form. */
  Sourced quantity(MappingReader form, Unit unit) {
    Quantity quantity =
        value(form)
            .map(value -> value.quantity(unit))
            .orElseGet(() -> new Quantity(1, unit, "1 " + unit.symbol()));
    return new Sourced(
        form.keyPath(),
        quantity.value(),
        unit.symbol(),
        quantity.written(),
        source(form),
        spread(form));
  }

  /** The part of one in an open form. */
  Sourced fraction(MappingReader form) {
    double value = value(form).map(ValueReader::fraction).orElse(1.0);
    String written = value(form).map(ValueReader::plain).orElse("1");
    return new Sourced(form.keyPath(), value, "", written, source(form), spread(form));
  }

  /** The count in an open form. */
  Sourced count(MappingReader form, long max) {
    long value = value(form).map(number -> number.integer(1, max)).orElse(1L);
    return new Sourced(form.keyPath(), value, "", Long.toString(value), source(form), spread(form));
  }

  /** A count that is already read. */
  Sourced count(String keyPath, long value, Source source) {
    return new Sourced(keyPath, value, "", Long.toString(value), source);
  }

  /** Opens the {@code {value, source}} form, or says that the number must have it. */
  Optional<MappingReader> form(MappingReader parent, ValueReader value) {
    if (value.node() instanceof Mapping) {
      return Optional.of(parent.adopt(value));
    }
    String id = sources.keySet().stream().findFirst().orElse("ID");
    String text = value.node() instanceof Scalar scalar ? scalar.text() : "...";
    value.fault("needs a source; write {value: " + text + ", source: " + id + "}");
    return Optional.empty();
  }

  /** How uncertain the number in an open form is; 0 if it does not say. */
  private static double spread(MappingReader form) {
    OptionalDouble spread = form.optionalNumber("spread");
    if (spread.isPresent() && !(spread.getAsDouble() > 0 && spread.getAsDouble() < 1)) {
      form.fault(
          "spread",
          "must be a part of the value, as 0.05; above 0 and below 1, was " + spread.getAsDouble());
      return 0;
    }
    return spread.orElse(0);
  }

  /** The value in an open form, whose faults are told under the number's own path. */
  static Optional<ValueReader> value(MappingReader form) {
    return form.required("value").map(value -> value.at(form.keyPath()));
  }

  /** The source that an open form names. */
  Source source(MappingReader form) {
    if (!form.has("source")) {
      form.fault("needs a source; known: " + String.join(", ", sources.keySet()));
      return NONE;
    }
    String id = form.text("source");
    Source source = sources.get(id);
    if (source == null && !sources.isEmpty()) {
      form.fault("source", Nearest.unknown("source", id, sources.keySet()));
    }
    return source == null ? NONE : source;
  }
}
