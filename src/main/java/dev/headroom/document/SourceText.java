package dev.headroom.document;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The text of a file: bounded in size, strict UTF-8, without a byte order mark.
 *
 * @param name for positions
 * @param text decoded
 */
record SourceText(String name, String text) {
  /** Reads a file, never more than {@code limit} bytes of it. */
  static SourceText ofFile(Path path, int limit) {
    String name = path.toString();
    if (Files.isDirectory(path)) {
      throw new Faults().fatal(Position.ofFile(name), "is a directory; expected a file");
    }
    try {
      requireWithin(name, Files.size(path), limit);
      try (InputStream bytes = Files.newInputStream(path)) {
        return ofStream(name, bytes, limit);
      }
    } catch (NoSuchFileException e) {
      throw new Faults().fatal(Position.ofFile(name), "no such file");
    } catch (AccessDeniedException e) {
      throw new Faults().fatal(Position.ofFile(name), "cannot be read: permission denied");
    } catch (IOException e) {
      throw new Faults().fatal(Position.ofFile(name), "cannot be read: " + e.getMessage());
    }
  }

  /** Reads a stream to its end; the caller closes it. */
  static SourceText ofStream(String name, InputStream stream, int limit) {
    try {
      // A device or a pipe has no size to ask for, so the bytes are counted as well.
      byte[] bytes = stream.readNBytes(limit + 1);
      requireWithin(name, bytes.length, limit);
      return new SourceText(name, withoutMark(decode(name, bytes)));
    } catch (IOException e) {
      throw new Faults().fatal(Position.ofFile(name), "cannot be read: " + e.getMessage());
    }
  }

  /** Takes text that is already decoded, within the same limit. */
  static SourceText ofText(String name, String text, int limit) {
    requireWithin(name, text.length(), limit);
    return new SourceText(name, withoutMark(text));
  }

  /** The place of the character at this index. */
  Position positionAt(int index) {
    return positionAfter(name, text.substring(0, Math.min(index, text.length())));
  }

  private static void requireWithin(String name, long size, int limit) {
    if (size > limit) {
      throw new Faults()
          .fatal(Position.ofFile(name), "is too large; at most " + limit / 1024 + " KiB are read");
    }
  }

  private static String decode(String name, byte[] bytes) {
    CharBuffer decoded = CharBuffer.allocate(bytes.length);
    CoderResult result =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT)
            .decode(ByteBuffer.wrap(bytes), decoded, true);
    String text = decoded.flip().toString();
    if (result.isError()) {
      throw new Faults()
          .fatal(positionAfter(name, text), "not UTF-8 here; save the file with UTF-8 encoding");
    }
    return text;
  }

  private static Position positionAfter(String name, String before) {
    int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
    String lastLine = before.substring(before.lastIndexOf('\n') + 1);
    return new Position(name, line, lastLine.codePointCount(0, lastLine.length()) + 1);
  }

  private static String withoutMark(String text) {
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }
}
