package dev.headroom.workload;

import static dev.headroom.workload.Require.positive;

/**
 * Identical layers, counted once and multiplied. Their order in the stack does not change any
 * count.
 *
 * @param count how many
 * @param layer what each of them is
 */
public record LayerGroup(int count, Layer layer) {
  /** Checks the range. */
  public LayerGroup {
    positive("num_hidden_layers", count);
  }
}
