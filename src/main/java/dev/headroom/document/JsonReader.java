package dev.headroom.document;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Reads JSON strictly into the same nodes as YAML: one value, no key twice, bounded size and depth,
 * and a line and column for every fault.
 */
public final class JsonReader {
  /** The longest model configuration met has 60 KB. */
  static final int MAX_BYTES = 1024 * 1024;

  private static final JsonFactory FACTORY = new JsonFactory();

  /** What the parser says of a source that it does not know; the line and column stay. */
  private static final Pattern SOURCE =
      Pattern.compile("\\[Source: [^;]*; |(?<=column: \\d{1,9})]");

  private final SourceText source;
  private final Faults faults = new Faults();
  private final TreeBuilder tree = new TreeBuilder(faults);

  private JsonReader(SourceText source) {
    this.source = source;
  }

  /** Reads a file. */
  public static Document read(Path path) {
    return new JsonReader(SourceText.ofFile(path, MAX_BYTES)).read();
  }

  /** Reads a file of at most so many bytes: results can be longer than a configuration. */
  public static Document read(Path path, int mostBytes) {
    return new JsonReader(SourceText.ofFile(path, mostBytes)).read();
  }

  /** Reads a stream to its end; {@code name} stands for the file in messages. */
  public static Document read(String name, InputStream stream) {
    return new JsonReader(SourceText.ofStream(name, stream, MAX_BYTES)).read();
  }

  /** Reads text; {@code name} stands for the file in messages. */
  public static Document read(String name, String text) {
    return new JsonReader(SourceText.ofText(name, text, MAX_BYTES)).read();
  }

  private Document read() {
    try (JsonParser parser = FACTORY.createParser(source.text())) {
      readAll(parser);
    } catch (IOException e) {
      throw faults.fatal(Position.ofFile(source.name()), "cannot be read: " + e.getMessage());
    }
    Node root =
        tree.root()
            .orElseThrow(
                () -> faults.fatal(Position.ofFile(source.name()), "is empty; expected an object"));
    return new Document(source.name(), root, faults);
  }

  private void readAll(JsonParser parser) throws IOException {
    try {
      while (parser.nextToken() != null) {
        if (tree.root().isPresent()) {
          throw faults.fatal(position(parser.currentTokenLocation()), "text after the end");
        }
        accept(parser);
      }
    } catch (StreamConstraintsException e) {
      // It does not say where, and its message names methods of the parser.
      throw faults.fatal(
          position(parser.currentLocation()), "not read: a number or a key is too long here");
    } catch (JsonProcessingException e) {
      throw faults.fatal(position(e.getLocation()), "not JSON: " + firstLine(e));
    }
  }

  private void accept(JsonParser parser) throws IOException {
    Position position = position(parser.currentTokenLocation());
    JsonToken token = parser.currentToken();
    switch (token) {
      case START_OBJECT -> tree.openMapping(position);
      case START_ARRAY -> tree.openSequence(position);
      case END_OBJECT, END_ARRAY -> tree.close();
      case FIELD_NAME, VALUE_STRING -> scalar(parser, position, Scalar.Kind.STRING);
      case VALUE_NUMBER_INT -> scalar(parser, position, Scalar.Kind.INTEGER);
      case VALUE_NUMBER_FLOAT -> scalar(parser, position, Scalar.Kind.FLOAT);
      case VALUE_TRUE, VALUE_FALSE -> scalar(parser, position, Scalar.Kind.BOOL);
      case VALUE_NULL -> scalar(parser, position, Scalar.Kind.NULL);
      default -> throw new IllegalStateException("unexpected token " + token);
    }
  }

  private void scalar(JsonParser parser, Position position, Scalar.Kind kind) throws IOException {
    tree.scalar(new Scalar(position, parser.getText(), kind));
  }

  private Position position(JsonLocation location) {
    return new Position(source.name(), location.getLineNr(), location.getColumnNr());
  }

  private static String firstLine(JsonProcessingException e) {
    String message = String.valueOf(e.getOriginalMessage());
    return SOURCE.matcher(message.lines().findFirst().orElse("unreadable")).replaceAll("");
  }
}
