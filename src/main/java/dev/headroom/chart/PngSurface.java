package dev.headroom.chart;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;

/** 300 dots an inch, and the file says so. */
final class PngSurface {
  private static final double DOTS_PER_POINT = 300.0 / 72;
  private static final int DOTS_PER_METRE = 11811;

  /** Signature and header, which every PNG starts with. */
  private static final int HEAD = 8 + 25;

  private PngSurface() {}

  static byte[] write(Drawing drawing) throws IOException {
    int width = (int) Math.ceil(drawing.width() * DOTS_PER_POINT);
    int height = (int) Math.ceil(drawing.height() * DOTS_PER_POINT);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D surface = image.createGraphics();
    // The last column is wider than the drawing, and would be black.
    surface.setColor(Color.WHITE);
    surface.fillRect(0, 0, width, height);
    surface.scale(DOTS_PER_POINT, DOTS_PER_POINT);
    drawing.draw(surface);
    surface.dispose();
    ImageIO.setUseCache(false);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return withResolution(bytes.toByteArray());
  }

  /** Puts the chunk pHYs behind the header. */
  private static byte[] withResolution(byte[] png) {
    byte[] body =
        ByteBuffer.allocate(13)
            .put("pHYs".getBytes(StandardCharsets.US_ASCII))
            .putInt(DOTS_PER_METRE)
            .putInt(DOTS_PER_METRE)
            .put((byte) 1)
            .array();
    CRC32 sum = new CRC32();
    sum.update(body);
    return ByteBuffer.allocate(png.length + body.length + 8)
        .put(png, 0, HEAD)
        .putInt(body.length - 4)
        .put(body)
        .putInt((int) sum.getValue())
        .put(png, HEAD, png.length - HEAD)
        .array();
  }
}
