package dev.headroom.hardware;

import dev.headroom.document.Faults;
import dev.headroom.document.Mapping;
import dev.headroom.document.Node;
import dev.headroom.document.Scalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Lays a profile over the one that it extends. Mappings are merged key by key, the child's value
 * wins, an explicit null takes an inherited key away.
 *
 * <p>Two things are taken whole. A number goes with its source, so that a new value never keeps the
 * old source; and the id of a source stands for one thing, so that an inherited number never gets
 * another one.
 */
final class Inheritance {
  /**
   * What names the parent and nobody else; kernels are borrowed by name, or their band would lie.
   */
  private static final Set<String> OWN = Set.of("extends", "name", "title", "aliases", "kernels");

  private final Faults faults;

  Inheritance(Faults faults) {
    this.faults = faults;
  }

  Mapping merge(Mapping parent, Mapping child) {
    List<Mapping.Entry> kept =
        parent.entries().stream().filter(entry -> !OWN.contains(entry.key())).toList();
    return merge(new Mapping(parent.position(), kept), child, "");
  }

  private Mapping merge(Mapping parent, Mapping child, String path) {
    List<Mapping.Entry> merged = new ArrayList<>();
    for (Mapping.Entry inherited : parent.entries()) {
      Optional<Mapping.Entry> own = child.entry(inherited.key());
      if (own.isEmpty()) {
        merged.add(inherited);
      } else if (!isExplicitNull(own.get().value())) {
        merged.add(merge(inherited, own.get(), path));
      }
    }
    child.entries().stream()
        .filter(entry -> parent.entry(entry.key()).isEmpty())
        .forEach(merged::add);
    return new Mapping(child.position(), merged);
  }

  private Mapping.Entry merge(Mapping.Entry inherited, Mapping.Entry own, String path) {
    if (path.equals("sources")) {
      faults.add(
          own.keyPosition(),
          "sources." + own.key(),
          "already stands for a source of "
              + inherited.keyPosition().file()
              + "; choose another id");
      return inherited;
    }
    if (inherited.value() instanceof Mapping from
        && own.value() instanceof Mapping to
        && !isNumber(from)
        && !isNumber(to)) {
      String inner = path.isEmpty() ? own.key() : path + "." + own.key();
      return new Mapping.Entry(own.key(), own.keyPosition(), merge(from, to, inner));
    }
    return own;
  }

  private static boolean isNumber(Mapping mapping) {
    return mapping.entry("value").isPresent();
  }

  private static boolean isExplicitNull(Node node) {
    return node instanceof Scalar scalar && scalar.isExplicitNull();
  }
}
