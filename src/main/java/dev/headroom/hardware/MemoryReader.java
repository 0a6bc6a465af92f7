package dev.headroom.hardware;

import dev.headroom.document.MappingReader;
import dev.headroom.document.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the {@code memory} levels of a profile, outermost first. */
final class MemoryReader {
  private static final Map<String, MemoryScope> SCOPES = MemoryScope.byKey();

  private final SourcedReader numbers;

  MemoryReader(SourcedReader numbers) {
    this.numbers = numbers;
  }

  List<MemoryLevel> read(MappingReader memory) {
    List<MemoryLevel> levels = new ArrayList<>();
    MemoryScope outer = MemoryScope.DEVICE;
    for (Map.Entry<String, MappingReader> entry : memory.mappings().entrySet()) {
      MappingReader form = entry.getValue();
      MemoryScope scope = form.oneOf("scope", SCOPES);
      if (levels.isEmpty() != (scope == MemoryScope.DEVICE)) {
        form.fault(
            "scope",
            "the first level, and no other, must have the scope device, was " + scope.key());
      } else if (scope.compareTo(outer) < 0) {
        form.fault(
            "scope", "levels go outermost first; " + scope.key() + " stands after " + outer.key());
      }
      outer = scope;
      levels.add(level(entry.getKey(), form, scope));
    }
    if (levels.isEmpty()) {
      memory.fault("needs at least the device memory");
    }
    return levels;
  }

  private MemoryLevel level(String key, MappingReader form, MemoryScope scope) {
    Optional<Sourced> bandwidth =
        scope == MemoryScope.DEVICE
            ? Optional.of(numbers.quantity(form, "bandwidth", Unit.BYTES_PER_SECOND))
            : numbers.optionalQuantity(form, "bandwidth", Unit.BYTES_PER_SECOND);
    return new MemoryLevel(
        key,
        form.optionalText("name").orElse(key),
        scope,
        numbers.quantity(form, "capacity", Unit.BYTES),
        bandwidth,
        numbers.optionalQuantity(form, "latency", Unit.SECONDS));
  }
}
