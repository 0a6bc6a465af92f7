package dev.headroom.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Shape;
import java.awt.Stroke;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;

/**
 * Colours, markers and dashes that are distinct to the colour-blind and in grey.
 *
 * @see <a href="https://jfly.uni-koeln.de/color/">Okabe and Ito 2008</a>, without the yellow, which
 *     white paper swallows
 * @see <a href="https://doi.org/10.1371/journal.pone.0199239">Nuñez et al. 2018, cividis</a>
 */
final class Palette {
  /** Ink of axes and guides. */
  static final Color INK = new Color(0x222222);

  /** Lines of the grid. */
  static final Color GRID = new Color(0xDDDDDD);

  private static final int[] HUES = {
    0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0x56B4E9, 0xE69F00, 0x555555
  };
  private static final float[][] DASHES = {{}, {5, 2}, {1.5f, 2}, {6, 2, 1.5f, 2}, {9, 3}};

  /** Eleven colours of cividis at equal distances. */
  private static final int[] CIVIDIS = {
    0x00224E, 0x123570, 0x3B496C, 0x575D6D, 0x707173, 0x8A8678, 0xA59C74, 0xC3B369, 0xE1CC55,
    0xF4DD4B, 0xFEE838
  };

  private Palette() {}

  static Color hue(int index) {
    return new Color(HUES[Math.floorMod(index, HUES.length)]);
  }

  /** Cividis: dark blue at 0, yellow at 1. */
  static Color shade(double part) {
    double place = Math.max(0, Math.min(1, part)) * (CIVIDIS.length - 1);
    int below = (int) Math.min(CIVIDIS.length - 2, Math.floor(place));
    Color a = new Color(CIVIDIS[below]);
    Color b = new Color(CIVIDIS[below + 1]);
    double t = place - below;
    return new Color(
        mix(a.getRed(), b.getRed(), t),
        mix(a.getGreen(), b.getGreen(), t),
        mix(a.getBlue(), b.getBlue(), t));
  }

  private static int mix(int a, int b, double t) {
    return (int) Math.round(a + (b - a) * t);
  }

  /** Black or white, whichever stands out more (WCAG 2, relative luminance). */
  static Color inkOn(Color ground) {
    double luminance =
        0.2126 * linear(ground.getRed())
            + 0.7152 * linear(ground.getGreen())
            + 0.0722 * linear(ground.getBlue());
    return (luminance + 0.05) / 0.05 >= 1.05 / (luminance + 0.05) ? Color.BLACK : Color.WHITE;
  }

  private static double linear(int channel) {
    double c = channel / 255.0;
    return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
  }

  static Stroke stroke(int dash, float width) {
    float[] pattern = DASHES[Math.floorMod(dash, DASHES.length)].clone();
    if (pattern.length == 0) {
      return new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND);
    }
    for (int i = 0; i < pattern.length; i++) {
      pattern[i] *= width;
    }
    return new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, pattern, 0);
  }

  /** Circle, square, triangle, diamond, triangle down, cross, bar, saltire. One more than hues. */
  static Shape marker(int index, double size) {
    double r = size / 2;
    return switch (Math.floorMod(index, HUES.length + 1)) {
      case 0 -> new Ellipse2D.Double(-r, -r, size, size);
      case 1 -> new Rectangle2D.Double(-r * 0.9, -r * 0.9, size * 0.9, size * 0.9);
      case 2 -> polygon(r, 0, -1.15, 1.1, 0.85, -1.1, 0.85);
      case 3 -> polygon(r, 0, -1.2, 1.2, 0, 0, 1.2, -1.2, 0);
      case 4 -> polygon(r, 0, 1.15, 1.1, -0.85, -1.1, -0.85);
      case 5 ->
          polygon(
              r, -.35, -1.1, .35, -1.1, .35, -.35, 1.1, -.35, 1.1, .35, .35, .35, .35, 1.1, -.35,
              1.1, -.35, .35, -1.1, .35, -1.1, -.35, -.35, -.35);
      case 6 -> new Rectangle2D.Double(-r * 0.45, -r * 1.1, size * 0.45, size * 1.1);
      default ->
          polygon(
              r, 0, -.5, .6, -1.1, 1.1, -.6, .5, 0, 1.1, .6, .6, 1.1, 0, .5, -.6, 1.1, -1.1, .6,
              -.5, 0, -1.1, -.6, -.6, -1.1);
    };
  }

  private static Shape polygon(double r, double... corners) {
    Path2D path = new Path2D.Double();
    path.moveTo(corners[0] * r, corners[1] * r);
    for (int i = 2; i < corners.length; i += 2) {
      path.lineTo(corners[i] * r, corners[i + 1] * r);
    }
    path.closePath();
    return path;
  }
}
