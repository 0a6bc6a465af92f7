package dev.headroom.hardware;

import dev.headroom.document.Document;
import dev.headroom.document.Faults;
import dev.headroom.document.Mapping;
import dev.headroom.document.Node;
import dev.headroom.document.Scalar;
import dev.headroom.hardware.ProfileCatalog.Found;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Follows {@code extends} from a profile to its ancestors and reads what they make together. */
final class Ancestry {
  /** Longer chains hide more than they share. */
  private static final int MAX_LENGTH = 5;

  private final ProfileCatalog catalog;

  Ancestry(ProfileCatalog catalog) {
    this.catalog = catalog;
  }

  DeviceProfile read(Found found) {
    Document document = withAncestors(found, List.of());
    DeviceProfile own = ProfileReader.read(document);
    Optional<Scalar> relative = relative(document);
    return relative.isEmpty() ? own : own.withKernelsOf(relativeOf(own, relative.get(), document));
  }

  /** The relative whose kernels a profile borrows. */
  private static Optional<Scalar> relative(Document document) {
    return Optional.of(document.root())
        .map(root -> root instanceof Mapping mapping ? mapping : null)
        .flatMap(mapping -> mapping.get("kernels"))
        .map(kernels -> kernels instanceof Mapping mapping ? mapping : null)
        .flatMap(mapping -> mapping.get(KernelsReader.FROM))
        .map(name -> name instanceof Scalar scalar ? scalar : null);
  }

  /** The relative as its own file says it: what it borrows itself is not passed on. */
  private DeviceProfile relativeOf(DeviceProfile own, Scalar name, Document document) {
    Optional<Found> found = catalog.find(Identity.preset(name.text()), 0);
    if (found.isEmpty() || own.name().equals(Identity.preset(name.text()))) {
      document
          .faults()
          .add(
              name.position(),
              "kernels." + KernelsReader.FROM,
              found.isEmpty() ? catalog.unknown(name.text()) : "must be another device");
      document.faults().throwIfAny();
    }
    return ProfileReader.read(withAncestors(found.orElseThrow(), List.of()));
  }

  /** The file's name without folder and suffix, which is the profile's name. */
  static String stem(String file) {
    return String.valueOf(Path.of(file).getFileName()).replaceFirst("\\.ya?ml$", "");
  }

  private Document withAncestors(Found child, List<String> descendants) {
    Document document = child.document();
    if (!(document.root() instanceof Mapping own)) {
      return document;
    }
    Optional<Scalar> name = parentName(own, document.faults());
    if (name.isEmpty()) {
      return document;
    }
    Scalar parentName = name.get();
    List<String> chain =
        Stream.concat(descendants.stream(), Stream.of(stem(document.name()))).toList();
    Document parent = withAncestors(parent(child, parentName, chain), chain);
    parent.faults().throwIfAny();
    return parent.root() instanceof Mapping inherited
        ? new Document(
            document.name(),
            new Inheritance(document.faults()).merge(inherited, own),
            document.faults())
        : parent;
  }

  /** The name of the parent; an explicit null takes none. */
  private static Optional<Scalar> parentName(Mapping own, Faults faults) {
    Optional<Node> value = own.get("extends");
    if (value.isEmpty() || (value.get() instanceof Scalar none && none.isExplicitNull())) {
      return Optional.empty();
    }
    if (value.get() instanceof Scalar text && text.kind() == Scalar.Kind.STRING) {
      return Optional.of(text);
    }
    // Thrown at once, or every key that the parent would have brought were missing.
    faults.add(
        value.get().position(),
        "extends",
        "must be the name of a profile, was " + value.get().describe());
    faults.throwIfAny();
    return Optional.empty();
  }

  private Found parent(Found child, Scalar parentName, List<String> chain) {
    String preset = Identity.preset(parentName.text());
    // A user's own h100-sxm may extend the built-in one of the same name.
    boolean sameName = preset.equals(stem(child.document().name()));
    Optional<Found> parent = catalog.find(preset, sameName ? child.place() + 1 : 0);
    Faults faults = child.document().faults();
    String path = String.join(" -> ", chain) + " -> " + parentName.text();
    if (parent.isEmpty()) {
      faults.add(
          parentName.position(),
          "extends",
          sameName
              ? "no other profile has the name '" + preset + "'"
              : catalog.unknown(parentName.text()));
    } else if (!sameName && chain.contains(stem(parent.get().document().name()))) {
      faults.add(parentName.position(), "extends", "goes in a circle: " + path);
    } else if (chain.size() == MAX_LENGTH) {
      faults.add(
          parentName.position(),
          "extends",
          "at most " + MAX_LENGTH + " profiles may extend each other, was " + path);
    }
    faults.throwIfAny();
    return parent.orElseThrow();
  }
}
