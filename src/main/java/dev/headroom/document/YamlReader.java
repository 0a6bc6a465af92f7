package dev.headroom.document;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Reads YAML 1.2 strictly: one document, no anchors, aliases or tags, no key twice, bounded size
 * and depth, and a line and column for every fault.
 *
 * <p>It walks the parser's events rather than composed nodes, because only there an alias is still
 * an alias and the depth can be bounded before the tree exists.
 */
public final class YamlReader {
  /** A profile has about 3 KB; this leaves room and still bounds a hostile file. */
  static final int MAX_BYTES = 256 * 1024;

  private static final ScalarResolver RESOLVER = new CoreSchema().getScalarResolver();

  private final SourceText source;
  private final Faults faults = new Faults();
  private final TreeBuilder tree = new TreeBuilder(faults);
  private int documents;

  private YamlReader(SourceText source) {
    this.source = source;
  }

  /** Reads a file. */
  public static Document read(Path path) {
    return new YamlReader(SourceText.ofFile(path, MAX_BYTES)).read();
  }

  /** Reads a stream to its end; {@code name} stands for the file in messages. */
  public static Document read(String name, InputStream stream) {
    return new YamlReader(SourceText.ofStream(name, stream, MAX_BYTES)).read();
  }

  /** Reads text; {@code name} stands for the file in messages. */
  public static Document read(String name, String text) {
    return new YamlReader(SourceText.ofText(name, text, MAX_BYTES)).read();
  }

  private Document read() {
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(source.name())
            .setSchema(new CoreSchema())
            .setCodePointLimit(MAX_BYTES)
            .build();
    try {
      for (Event event : new Parse(settings).parseString(source.text())) {
        accept(event);
      }
    } catch (MarkedYamlEngineException e) {
      throw faults.fatal(
          e.getProblemMark()
              .or(e::getContextMark)
              .map(this::position)
              .orElse(Position.ofFile(source.name())),
          problem(e));
    } catch (ReaderException e) {
      int index = source.text().offsetByCodePoints(0, e.getPosition());
      throw faults.fatal(
          source.positionAt(index),
          String.format(Locale.ROOT, "the character U+%04X is not allowed", e.getCodePoint()));
    }
    Node root =
        tree.root()
            .orElseThrow(
                () -> faults.fatal(Position.ofFile(source.name()), "is empty; expected a mapping"));
    return new Document(source.name(), root, faults);
  }

  private void accept(Event event) {
    Position position =
        event.getStartMark().map(this::position).orElse(Position.ofFile(source.name()));
    if (event instanceof NodeEvent node) {
      refuseSharing(node, position);
    }
    switch (event.getEventId()) {
      case DocumentStart -> acceptDocument((DocumentStartEvent) event, position);
      case MappingStart -> {
        refuseTag(((CollectionStartEvent) event).getTag(), position);
        tree.openMapping(position);
      }
      case SequenceStart -> {
        refuseTag(((CollectionStartEvent) event).getTag(), position);
        tree.openSequence(position);
      }
      case MappingEnd, SequenceEnd -> tree.close();
      case Scalar -> {
        ScalarEvent scalar = (ScalarEvent) event;
        refuseTag(scalar.getTag(), position);
        tree.scalar(new Scalar(position, scalar.getValue(), kind(scalar)));
      }
      default -> {
        // Starts and ends of the stream say nothing about the content.
      }
    }
  }

  private void acceptDocument(DocumentStartEvent event, Position position) {
    documents++;
    if (documents > 1) {
      throw faults.fatal(position, "a second document starts here; a file holds one");
    }
    if (event.getSpecVersion().isPresent() || !event.getTags().isEmpty()) {
      throw faults.fatal(position, "directives (%) are refused");
    }
  }

  private void refuseSharing(NodeEvent node, Position position) {
    if (node instanceof AliasEvent || node.getAnchor().isPresent()) {
      throw faults.fatal(
          position,
          "anchors (&) and aliases (*) are refused; write the value out where it is used");
    }
  }

  private void refuseTag(Optional<String> tag, Position position) {
    if (tag.isPresent()) {
      throw faults.fatal(position, "the tag '" + tag.get() + "' is refused; leave it out");
    }
  }

  private static Scalar.Kind kind(ScalarEvent scalar) {
    Tag tag = RESOLVER.resolve(scalar.getValue(), scalar.getImplicit().canOmitTagInPlainScalar());
    if (tag.equals(Tag.INT)) {
      return Scalar.Kind.INTEGER;
    } else if (tag.equals(Tag.FLOAT)) {
      return Scalar.Kind.FLOAT;
    } else if (tag.equals(Tag.BOOL)) {
      return Scalar.Kind.BOOL;
    }
    return tag.equals(Tag.NULL) ? Scalar.Kind.NULL : Scalar.Kind.STRING;
  }

  private Position position(Mark mark) {
    return new Position(source.name(), mark.getLine() + 1, mark.getColumn() + 1);
  }

  private static String problem(MarkedYamlEngineException e) {
    String problem = String.valueOf(e.getProblem());
    if (problem.contains("TAB")) {
      return "a tab cannot indent; use spaces";
    }
    String context = e.getContext();
    return "not YAML: " + (context == null ? problem : context + ", " + problem);
  }
}
