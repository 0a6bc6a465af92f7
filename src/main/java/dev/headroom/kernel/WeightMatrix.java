package dev.headroom.kernel;

/**
 * Weights of a projection {@code y = x·W}, packed once into panels of 64 columns that a vector
 * kernel streams. Immutable and safe to share among threads.
 */
public final class WeightMatrix {
  private final int inputs;
  private final int outputs;
  private final float[] panels;

  private WeightMatrix(int inputs, int outputs, float[] panels) {
    this.inputs = inputs;
    this.outputs = outputs;
    this.panels = panels;
  }

  /**
   * Packs a copy of a matrix.
   *
   * @param inputs rows, the width of x
   * @param outputs columns, the width of y
   * @param weights {@code [inputs][outputs]}
   * @throws IllegalArgumentException if a width is below 1 or the array too short
   */
  public static WeightMatrix pack(int inputs, int outputs, float[] weights) {
    Require.positive("inputs", inputs);
    Require.positive("outputs", outputs);
    Require.atLeast("weights", weights, (long) inputs * outputs);
    int columns = PanelLayout.roundUp(outputs, PanelLayout.GRAIN);
    float[] panels = AlignedArrays.floats("weights", (long) inputs * columns);
    WeightMatrix matrix = new WeightMatrix(inputs, outputs, panels);
    for (int column = 0; column < outputs; column += matrix.panelWidth(column)) {
      int width = Math.min(matrix.panelWidth(column), outputs - column);
      for (int row = 0; row < inputs; row++) {
        System.arraycopy(weights, row * outputs + column, panels, matrix.index(row, column), width);
      }
    }
    return matrix;
  }

  /** Rows, the width of x. */
  public int inputs() {
    return inputs;
  }

  /** Columns, the width of y. */
  public int outputs() {
    return outputs;
  }

  /** One weight. */
  public float weight(int row, int column) {
    return panels[index(row, column)];
  }

  /**
   * The panels {@code [outputs/64][inputs][64]}, for kernels; at the end one of 32 and of 16 if
   * need be.
   */
  public float[] panels() {
    return panels;
  }

  /** Index among {@link #panels} of the first row of the panel that starts at a column. */
  public int panelOffset(int column) {
    return AlignedArrays.OFFSET + column * inputs;
  }

  /** Columns of the panel that starts at a column, those rounded up to included. */
  public int panelWidth(int column) {
    return PanelLayout.panelWidth(column, PanelLayout.roundUp(outputs, PanelLayout.GRAIN));
  }

  private int index(int row, int column) {
    int panel = PanelLayout.panelStart(column, PanelLayout.roundUp(outputs, PanelLayout.GRAIN));
    return panelOffset(panel) + row * panelWidth(panel) + column - panel;
  }
}
