package dev.headroom.chart;

import de.rototor.pdfbox.graphics2d.PdfBoxGraphics2D;
import de.rototor.pdfbox.graphics2d.PdfBoxGraphics2DFontTextDrawer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDType0Font;

/** One page of the chart's size with the letters it uses embedded. */
final class PdfSurface {
  private PdfSurface() {}

  static byte[] write(Drawing drawing) throws IOException {
    try (PDDocument document = new PDDocument();
        InputStream font = Typeface.open()) {
      // A fixed number where PDFBox would put the time.
      document.setDocumentId(1L);
      float width = (float) drawing.width();
      float height = (float) drawing.height();
      PDPage page = new PDPage(new PDRectangle(width, height));
      document.addPage(page);
      PdfBoxGraphics2D surface = new PdfBoxGraphics2D(document, width, height);
      PdfBoxGraphics2DFontTextDrawer letters = new PdfBoxGraphics2DFontTextDrawer();
      letters.registerFont(Typeface.at(1).getName(), PDType0Font.load(document, font, true));
      surface.setFontTextDrawer(letters);
      drawing.draw(surface);
      surface.dispose();
      try (PDPageContentStream content = new PDPageContentStream(document, page)) {
        content.drawForm(surface.getXFormObject());
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      document.save(bytes);
      return bytes.toByteArray();
    }
  }
}
