package dev.headroom.chart;

import java.awt.Font;
import java.awt.FontFormatException;
import java.awt.font.FontRenderContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The bundled font, so that a chart looks alike on every machine, with or without fonts of its own.
 */
public final class Typeface {
  private static final String FILE = "SourceSans3_400Regular.ttf";
  private static final String SETTING = "sun.awt.fontconfig";

  /** Measures and draws letters at fractions of a pixel, alike on every Java. */
  static final FontRenderContext CONTEXT = new FontRenderContext(null, true, true);

  private static final int LONGEST = 40;
  private static final Font FONT = load();

  private Typeface() {}

  /**
   * Makes Java's windowing toolkit independent of the machine's fonts; must be called before the
   * first use of it, by a program that draws nothing else. Without fonts and fontconfig on the
   * machine Java otherwise fails. Where the file cannot be made, nothing changes.
   */
  public static void useAlone() {
    System.setProperty("java.awt.headless", "true");
    boolean linux = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux");
    if (!linux || System.getProperty(SETTING) != null) {
      return;
    }
    try (InputStream font = open()) {
      Path folder = Files.createTempDirectory("headroom-font");
      Path file = folder.resolve("font.ttf");
      Files.write(file, font.readAllBytes());
      StringBuilder text = new StringBuilder("version=1\nsequence.allfonts=latin-1\n");
      for (String family :
          new String[] {"dialog", "dialoginput", "serif", "sansserif", "monospaced"}) {
        for (String style : new String[] {"plain", "bold", "italic", "bolditalic"}) {
          text.append(family).append('.').append(style).append(".latin-1=Bundled\n");
        }
      }
      text.append("filename.Bundled=").append(file).append('\n');
      Path setting = folder.resolve("fontconfig.properties");
      Files.writeString(setting, text);
      folder.toFile().deleteOnExit();
      file.toFile().deleteOnExit();
      setting.toFile().deleteOnExit();
      System.setProperty(SETTING, setting.toString());
    } catch (IOException e) {
      System.clearProperty(SETTING);
    }
  }

  /** The font at a size in points. */
  static Font at(float size) {
    return FONT.deriveFont(size);
  }

  /** The font's file. */
  static InputStream open() {
    InputStream stream = Typeface.class.getResourceAsStream(FILE);
    if (stream == null) {
      throw new IllegalStateException("the jar lacks " + FILE);
    }
    return stream;
  }

  /** How wide a text is at a size. */
  static double width(String text, float size) {
    return at(size).getStringBounds(text, CONTEXT).getWidth();
  }

  /**
   * A text that the font can show in one line of moderate length: other people's names are data.
   * What it lacks becomes a question mark, the middle of a long text an ellipsis.
   */
  static String shown(String text) {
    return shown(text, LONGEST);
  }

  /** The same with another longest length. */
  static String shown(String text, int longest) {
    StringBuilder line = new StringBuilder();
    text.codePoints()
        .map(c -> Character.isWhitespace(c) || Character.isSpaceChar(c) ? ' ' : c)
        .map(c -> FONT.canDisplay(c) && !Character.isISOControl(c) ? c : '?')
        .forEach(line::appendCodePoint);
    if (line.length() <= longest) {
      return line.toString();
    }
    int half = longest / 2;
    return line.substring(0, half) + "…" + line.substring(line.length() - half + 1);
  }

  private static Font load() {
    try (InputStream stream = open()) {
      return Font.createFont(Font.TRUETYPE_FONT, stream);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (FontFormatException e) {
      throw new IllegalStateException("the jar's font cannot be read", e);
    }
  }
}
