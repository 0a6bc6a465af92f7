package dev.headroom.chart;

import dev.headroom.document.NumberText;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.font.FontRenderContext;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** Batik's surface, made to measure letters at fractions of a pixel, alike on every Java. */
final class SvgSurface extends SVGGraphics2D {
  private static final Pattern DOCTYPE = Pattern.compile("<!DOCTYPE[^>]*>\\s*");
  private static final String SPACE = "http://www.w3.org/2000/svg";

  /** Measures without drawing. */
  static final Graphics2D RULER = ruler();

  private SvgSurface(SVGGeneratorContext context) {
    super(context, true);
  }

  private SvgSurface(SvgSurface other) {
    super(other);
  }

  static byte[] write(Drawing drawing, String title) throws IOException {
    Document document = emptyDocument();
    SVGGeneratorContext context = SVGGeneratorContext.createDefault(document);
    context.setComment(null);
    context.setPrecision(3);
    SvgSurface surface = new SvgSurface(context);
    drawing.draw(surface);
    Element root = surface.getRoot();
    String width = NumberText.of(drawing.width());
    String height = NumberText.of(Math.round(drawing.height() * 1000) / 1000.0);
    root.setAttribute("width", width + "pt");
    root.setAttribute("height", height + "pt");
    root.setAttribute("viewBox", "0 0 " + width + " " + height);
    root.setAttribute("role", "img");
    Element name = document.createElementNS(SPACE, "title");
    name.setTextContent(printable(title));
    root.insertBefore(name, root.getFirstChild());
    StringWriter text = new StringWriter();
    surface.stream(root, text, true, false);
    // A reader need not fetch a definition from somewhere to show a picture.
    return DOCTYPE
        .matcher(text.toString().replace("\r\n", "\n"))
        .replaceFirst("")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static Document emptyDocument() {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .getDOMImplementation()
          .createDocument(SPACE, "svg", null);
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("every Java builds XML documents", e);
    }
  }

  /** XML cannot hold most control characters at all. */
  private static String printable(String title) {
    StringBuilder text = new StringBuilder();
    title
        .codePoints()
        .map(
            c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE ? ' ' : c)
        .filter(c -> (c & 0xFFFE) != 0xFFFE)
        .forEach(text::appendCodePoint);
    return text.toString();
  }

  private static Graphics2D ruler() {
    Graphics2D ruler = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
    ruler.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    ruler.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    return ruler;
  }

  @Override
  public Graphics create() {
    return new SvgSurface(this);
  }

  @Override
  public FontRenderContext getFontRenderContext() {
    return Typeface.CONTEXT;
  }

  @Override
  public FontMetrics getFontMetrics(Font font) {
    return RULER.getFontMetrics(font);
  }
}
