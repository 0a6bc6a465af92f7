package dev.headroom.hardware;

/**
 * How a library cuts a linear layer: facts about its programs, not fitted numbers.
 *
 * @param smallestTile rows and columns of its smallest tile, a power of two
 * @param largestTile rows or columns of its largest tile, a power of two
 * @param splits whether it cuts the depth too
 */
public record GemmStructure(int smallestTile, int largestTile, boolean splits) {
  /** Largest tile that a profile may state. */
  static final int MOST = 1024;

  /** Refuses tiles that are no powers of two, or out of order. */
  public GemmStructure {
    if (!isPower(smallestTile) || !isPower(largestTile) || smallestTile > largestTile) {
      throw new IllegalArgumentException(
          "structure: tiles must be powers of two up to "
              + MOST
              + " in order, were "
              + smallestTile
              + " and "
              + largestTile);
    }
  }

  private static boolean isPower(int size) {
    return size >= 1 && size <= MOST && Integer.bitCount(size) == 1;
  }
}
