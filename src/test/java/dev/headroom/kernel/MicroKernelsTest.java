package dev.headroom.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.kernel.MicroKernels.PanelStream;
import dev.headroom.workload.DataType;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The parts that a stop-watch measures do the work that they are measured for. */
class MicroKernelsTest {
  private static final int FROM = AlignedArrays.OFFSET;
  private static final int DEPTH = 128;

  private final MicroKernels kernels = MicroKernels.ofThisMachine();

  @Test
  void exponentialsArePowersOfTwoBelowTheLargest() {
    float[] numbers = new float[FROM + 64];
    for (int i = 0; i < 32; i++) {
      numbers[FROM + i] = -i / 4f;
    }
    kernels.exponentials(numbers, FROM, FROM + 32, 1f);

    for (int i = 0; i < 32; i++) {
      double power = Math.pow(2, -i / 4.0 - 1);
      assertThat((double) numbers[FROM + i]).isCloseTo(power, within(1e-6 * power));
    }
  }

  @Test
  void softmaxFindsTheLargestAndAddsUpBehindTheRow() {
    float[] logits = new float[FROM + 48];
    Arrays.fill(logits, FROM, FROM + 32, 2f);
    logits[FROM + 7] = 3f;

    // The last two are hidden, however large.
    logits[FROM + 30] = 9f;

    assertThat(kernels.softmax(logits, FROM, FROM + 30, FROM + 32)).isEqualTo(3f);
    assertThat(logits[FROM + 7]).isEqualTo(1f);
    assertThat(logits[FROM]).isEqualTo(0.5f);
    assertThat(logits[FROM + 30]).isZero();
    float sum = 0;
    for (int i = 32; i < 48; i++) {
      sum += logits[FROM + i];
    }
    assertThat(sum).isEqualTo(29 * 0.5f + 1);
  }

  @Test
  void scalingMultiplies() {
    float[] numbers = new float[FROM + 32];
    Arrays.fill(numbers, 2f);
    kernels.scale(numbers, FROM, FROM + 32, 3f);

    assertThat(numbers[FROM]).isEqualTo(6f);
    assertThat(numbers[FROM + 31]).isEqualTo(6f);
    assertThat(numbers[FROM - 1]).isEqualTo(2f);
  }

  @ParameterizedTest
  @CsvSource({
    "FP32, 64, 1", "FP32, 64, 6", "FP32, 64, 32", "BF16, 64, 1", "BF16, 64, 4", "INT8, 64, 1",
    "INT8, 64, 8", "FP32, 32, 1", "FP32, 32, 7", "FP32, 16, 1", "FP32, 16, 6", "BF16, 32, 1",
    "BF16, 32, 3", "BF16, 16, 2", "INT8, 32, 1", "INT8, 16, 2", "INT8, 16, 5"
  })
  void aStreamMultipliesEveryPanel(DataType type, int width, int rows) {
    int perWord = MicroKernels.perWord(type);
    int panelWords = DEPTH / perWord * width;
    PanelStore store = MicroKernels.panels(type, 3L * panelWords);
    // One in each number, and twice that in the last panel.
    Arrays.fill(store.floats(), 1f);
    Arrays.fill(store.words(), type == DataType.BF16 ? 0x3f803f80 : 0x01010101);
    Arrays.fill(
        store.floats(),
        Math.min(store.floats().length, last(panelWords)),
        store.floats().length,
        2f);
    Arrays.fill(
        store.words(),
        Math.min(store.words().length, last(panelWords)),
        store.words().length,
        type == DataType.BF16 ? 0x40004000 : 0x02020202);
    for (boolean far : new boolean[] {false, true}) {
      PanelStream stream = kernels.stream(store, type, DEPTH, width, 32, far);
      // Rows hold one half: 128 products of 1/2.
      assertThat(stream.multiply(rows, FROM, 2)).isEqualTo(64f);
      assertThat(stream.multiply(rows, FROM + panelWords, 2)).isEqualTo(128f);
    }
  }

  @Test
  void rowsAreTakenInAndGivenAwayWhereTheyBelong() {
    // Outputs of nothing seen, over a sum of one, go where they are wanted and nowhere else.
    int row = 48;
    int count = MicroKernels.BLOCK_ROWS;
    float[] numbers = AlignedArrays.floats("rows", 3L * count * row);
    Arrays.fill(numbers, 2f);
    int to = FROM + row;
    assertThat(kernels.rowCare(row).pass(count, numbers, FROM, to, 2 * row)).isZero();
    for (int i = 0; i < 2 * count * row; i++) {
      boolean output = i % (2 * row) >= row;
      assertThat(numbers[FROM + i]).as("number %d", i).isEqualTo(output ? 0f : 2f);
    }
  }

  private static int last(int panelWords) {
    return FROM + 2 * panelWords;
  }
}
