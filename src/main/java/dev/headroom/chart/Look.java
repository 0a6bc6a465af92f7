package dev.headroom.chart;

/**
 * Sizes of a figure, in points of 1/72 inch.
 *
 * @param width of the figure; 144 to 1440
 * @param titleSize of the axes' titles
 * @param tickSize of the numbers at the axes
 * @param legendSize of the legend
 * @param line width of lines
 * @param marker width of markers
 */
public record Look(
    double width, float titleSize, float tickSize, float legendSize, float line, double marker) {
  private static final double NARROWEST = 144;
  private static final double WIDEST = 1440;

  /** Checks the width. */
  public Look {
    if (!(width >= NARROWEST && width <= WIDEST)) {
      throw new IllegalArgumentException("must be between 2in and 20in");
    }
  }

  /** For a column of a paper: 3.5 inches unless another width is given. */
  public static Look paper(double width) {
    return new Look(width, 9, 8, 7.5f, 1.2f, 4.5);
  }

  /** For a slide: 10 inches unless another width is given, letters to be read from afar. */
  public static Look slides(double width) {
    return new Look(width, 20, 18, 17, 2.8f, 10);
  }
}
