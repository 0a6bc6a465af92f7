package dev.headroom.document;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Builds the tree of nodes from a parser's events, and refuses what both YAML and JSON must not
 * contain: a key twice, a key that is no text, too much nesting.
 */
final class TreeBuilder {
  static final int MAX_DEPTH = 50;

  private final Faults faults;
  private final Deque<Open> open = new ArrayDeque<>();
  private @Nullable Node root;

  TreeBuilder(Faults faults) {
    this.faults = faults;
  }

  /** A mapping or sequence whose end has not been seen. */
  private static final class Open {
    final Position position;
    final boolean mapping;
    final Map<String, Mapping.Entry> entries = new LinkedHashMap<>();
    final List<Node> items = new ArrayList<>();
    @Nullable Scalar key;

    Open(Position position, boolean mapping) {
      this.position = position;
      this.mapping = mapping;
    }

    boolean expectsKey() {
      return mapping && key == null;
    }

    Node close() {
      return mapping
          ? new Mapping(position, List.copyOf(entries.values()))
          : new Sequence(position, items);
    }
  }

  void openMapping(Position position) {
    open(new Open(position, true));
  }

  void openSequence(Position position) {
    open(new Open(position, false));
  }

  void close() {
    accept(open.pop().close());
  }

  void scalar(Scalar scalar) {
    Open parent = open.peek();
    if (parent != null && parent.expectsKey()) {
      parent.key = scalar;
    } else {
      accept(scalar);
    }
  }

  /** The finished tree, or nothing if no event came. */
  Optional<Node> root() {
    return Optional.ofNullable(root);
  }

  private void open(Open collection) {
    Open parent = open.peek();
    if (parent != null && parent.expectsKey()) {
      throw faults.fatal(collection.position, "a key must be plain text, not a list or mapping");
    }
    if (open.size() == MAX_DEPTH) {
      throw faults.fatal(
          collection.position, "nested too deeply; at most " + MAX_DEPTH + " levels are read");
    }
    open.push(collection);
  }

  private void accept(Node node) {
    Open parent = open.peek();
    if (parent == null) {
      root = node;
    } else if (parent.mapping) {
      addEntry(parent, Objects.requireNonNull(parent.key), node);
      parent.key = null;
    } else {
      parent.items.add(node);
    }
  }

  private void addEntry(Open parent, Scalar key, Node value) {
    Mapping.Entry entry = new Mapping.Entry(key.text(), key.position(), value);
    Mapping.Entry first = parent.entries.putIfAbsent(key.text(), entry);
    if (first != null) {
      faults.add(
          key.position(),
          "",
          "duplicate key '" + key.text() + "'; first on line " + first.keyPosition().line());
    }
  }
}
