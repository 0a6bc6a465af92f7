package dev.headroom.kernel;

/**
 * Where the keys and values of one KV head of one sequence lie, in words.
 *
 * <p>Scores multiply queries by a key's elements and sum over the elements; the weighted sum
 * multiplies weights by values and sums over the keys. Both are {@code C = A·B} with a few rows, so
 * both tensors are stored as B panels of {@link #WIDTH} columns whose rows run along the sum: keys
 * {@code [capacity/64][keyDim][64]}, values {@code [valueDim/64][capacity][64]}. A row of a panel
 * is then a few whole vectors, one family of micro-kernels reads both, and all reads are
 * sequential. What {@code valueDim} has beyond a multiple of 64 is stored in a panel of 32 columns,
 * one of 16, or both.
 *
 * <p>Where several numbers share a word, they are neighbours along the sum: key elements {@code 2i,
 * 2i+1}, or the same value column of tokens {@code 2i, 2i+1}.
 *
 * @param keyDim width of a key
 * @param valueDim width of a value
 * @param capacity tokens there is room for, a multiple of {@link #WIDTH}
 * @param perWord numbers in a word: 1, 2 or 4
 */
public record PanelLayout(int keyDim, int valueDim, int capacity, int perWord) {
  /** Columns of a full panel. */
  public static final int WIDTH = 64;

  /** Columns come in multiples of this: one cache line of words. */
  public static final int GRAIN = 16;

  /** {@code count} rounded up to a multiple of {@code step}, a power of two. */
  public static int roundUp(int count, int step) {
    return (count + step - 1) & -step;
  }

  /** Rows of a key panel, in words. */
  public int keyRows() {
    return (keyDim + perWord - 1) / perWord;
  }

  /** Words of 64 keys. */
  public int keyPanelWords() {
    return keyRows() * WIDTH;
  }

  /** Words of all keys of one head of one sequence. */
  public long keyWords() {
    return (long) capacity / WIDTH * keyPanelWords();
  }

  /** Columns that a value takes, {@code valueDim} rounded up. */
  public int valueColumns() {
    return roundUp(valueDim, GRAIN);
  }

  /** Rows of a value panel, in words. */
  public int valueRows() {
    return capacity / perWord;
  }

  /** Words of all values of one head of one sequence. */
  public long valueWords() {
    return (long) valueColumns() * valueRows();
  }

  /** Columns of the value panel that starts at a column. */
  public int valuePanelWidth(int column) {
    return panelWidth(column, valueColumns());
  }

  /**
   * Columns of the panel that starts at a column: 64, and at the end 32 or 16.
   *
   * @param columns of all panels, a multiple of {@link #GRAIN}
   */
  public static int panelWidth(int column, int columns) {
    return Math.min(WIDTH, Integer.highestOneBit(columns - column));
  }

  /** First column of the panel that has a column. */
  static int panelStart(int column, int columns) {
    int full = columns & -WIDTH;
    if (column < full) {
      return column & -WIDTH;
    }
    int half = columns & (WIDTH / 2);
    return full + (column - full < half ? 0 : half);
  }

  /** Word of an element of a key, from the head's first. */
  long keyWord(int token, int element) {
    return (long) (token / WIDTH) * keyPanelWords()
        + (long) (element / perWord) * WIDTH
        + token % WIDTH;
  }

  /** Word of an element of a value, from the head's first. */
  long valueWord(int token, int element) {
    int panel = panelStart(element, valueColumns());
    return (long) panel * valueRows()
        + (long) (token / perWord) * valuePanelWidth(panel)
        + (element - panel);
  }
}
