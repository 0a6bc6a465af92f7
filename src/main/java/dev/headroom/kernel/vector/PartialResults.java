package dev.headroom.kernel.vector;

import dev.headroom.kernel.AlignedArrays;
import dev.headroom.kernel.PanelLayout;
import java.util.Arrays;

/**
 * What the parts of a split block found: of each row the sum of weights, the largest logit, which
 * the weights are relative to, and the weighted sum of values. They are put together in the order
 * of the keys, whichever came first.
 *
 * <p>With {@code M} the largest of the {@code m_p}: {@code output = Σ_p 2^(m_p − M)·values_p / Σ_p
 * 2^(m_p − M)·sum_p}.
 */
final class PartialResults {
  private float[] data = {};
  private int slotSize;
  private int rows;

  /** Makes room. */
  void reserve(int slots, int blockRows, int outputStride) {
    rows = blockRows;
    slotSize = blockRows * (outputStride + 2);
    long size = (long) slots * slotSize;
    if (data.length < size) {
      data = AlignedArrays.floats("partial results", size);
    }
  }

  /** Keeps the rows of a part. */
  void save(BlockScratch scratch, int blockRows, int slot) {
    int at = slot * slotSize;
    for (int row = 0; row < blockRows; row++) {
      data[at + row] = Exponentials.total(scratch.data, scratch.sums + row * PanelLayout.GRAIN);
      data[at + rows + row] = scratch.largest[row];
    }
    System.arraycopy(
        scratch.data, scratch.outputs, data, at + 2 * rows, blockRows * scratch.outputStride);
  }

  /** Puts one row of all parts together, into the scratch's outputs. */
  void merge(BlockScratch scratch, int row, int firstSlot, int parts) {
    float top = data[firstSlot * slotSize + rows + row];
    for (int part = 1; part < parts; part++) {
      top = Math.max(top, data[(firstSlot + part) * slotSize + rows + row]);
    }
    int output = scratch.outputs + row * scratch.outputStride;
    Arrays.fill(scratch.data, output, output + scratch.outputStride, 0f);
    float sum = 0;
    for (int part = 0; part < parts; part++) {
      int at = (firstSlot + part) * slotSize;
      float factor = Exponentials.powerOfTwo(data[at + rows + row] - top);
      sum += factor * data[at + row];
      Exponentials.addScaled(
          data,
          at + 2 * rows + row * scratch.outputStride,
          factor,
          scratch.data,
          output,
          scratch.outputStride);
    }
    Exponentials.multiply(scratch.data, output, output + scratch.outputStride, 1 / sum);
  }
}
