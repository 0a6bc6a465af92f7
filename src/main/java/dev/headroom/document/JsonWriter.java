package dev.headroom.document;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import java.io.IOException;
import java.io.Writer;
import java.nio.CharBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON one token at a time, so that a document of any length needs little memory.
 *
 * <p>Nothing that is not a JSON number gets in: NaN and the infinities become null. Lines end with
 * a line feed on every platform. Closing ends the last line and leaves the target open.
 */
public final class JsonWriter implements AutoCloseable {
  private final JsonGenerator generator;
  private final Appendable target;

  private JsonWriter(JsonGenerator generator, Appendable target) {
    this.generator = generator;
    this.target = target;
  }

  /** A writer that indents by two spaces. */
  public static JsonWriter pretty(Appendable target, boolean asciiOnly) throws IOException {
    JsonGenerator generator = generator(target, asciiOnly);
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter(
            Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                .withObjectEmptySeparator("")
                .withArrayEmptySeparator(""));
    printer.indentArraysWith(indenter);
    printer.indentObjectsWith(indenter);
    generator.setPrettyPrinter(printer);
    return new JsonWriter(generator, target);
  }

  /** A writer without white space, which starts each top-level value on its own line. */
  public static JsonWriter compact(Appendable target, boolean asciiOnly) throws IOException {
    return new JsonWriter(generator(target, asciiOnly), target);
  }

  private static JsonGenerator generator(Appendable target, boolean asciiOnly) throws IOException {
    return new JsonFactoryBuilder()
        .rootValueSeparator("\n")
        .configure(JsonWriteFeature.ESCAPE_NON_ASCII, asciiOnly)
        .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
        .build()
        .createGenerator(new AppendingWriter(target));
  }

  /** Opens an object. */
  public JsonWriter startObject() throws IOException {
    generator.writeStartObject();
    return this;
  }

  /** Closes the innermost object. */
  public JsonWriter endObject() throws IOException {
    generator.writeEndObject();
    return this;
  }

  /** Opens an array. */
  public JsonWriter startArray() throws IOException {
    generator.writeStartArray();
    return this;
  }

  /** Closes the innermost array. */
  public JsonWriter endArray() throws IOException {
    generator.writeEndArray();
    return this;
  }

  /** The key of the next value in an object. */
  public JsonWriter key(String key) throws IOException {
    generator.writeFieldName(key);
    return this;
  }

  /** A text, or null. */
  public JsonWriter text(@Nullable String text) throws IOException {
    generator.writeString(text);
    return this;
  }

  /** A whole number. */
  public JsonWriter whole(long number) throws IOException {
    generator.writeNumber(number);
    return this;
  }

  /** A number in its shortest form; null if it is not finite. */
  public JsonWriter number(double number) throws IOException {
    if (Double.isFinite(number)) {
      generator.writeNumber(NumberText.of(number));
    } else {
      generator.writeNull();
    }
    return this;
  }

  /** True or false. */
  public JsonWriter flag(boolean flag) throws IOException {
    generator.writeBoolean(flag);
    return this;
  }

  /** The value null. */
  public JsonWriter absent() throws IOException {
    generator.writeNull();
    return this;
  }

  @Override
  public void close() throws IOException {
    boolean wroteSomething = generator.getOutputContext().hasCurrentIndex();
    generator.close();
    if (wroteSomething) {
      target.append('\n');
    }
  }

  /** Passes characters on; the generator wants a Writer where callers have any Appendable. */
  private static final class AppendingWriter extends Writer {
    private final Appendable target;

    AppendingWriter(Appendable target) {
      this.target = target;
    }

    @Override
    public void write(char[] buffer, int offset, int length) throws IOException {
      target.append(CharBuffer.wrap(buffer, offset, length));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
