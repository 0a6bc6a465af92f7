package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the commands print, redone with pencil and calculator.
 *
 * <p>Llama 2 7B: 32 layers, width 4096, 32 heads of 128 with as many KV heads, feed-forward 11,008
 * gated, 32,000 words (Touvron et al. 2023). A100 80GB: 312 TFLOP/s, 2039 GB/s (its data sheet).
 */
class NumbersByHandTest {
  private static final String LLAMA =
      " -m llama-2-7b -d a100-80gb-sxm -c 2048 --cache-state cold --kernel none";

  /** The rows of a CSV without commas in quotes but the first column's, by column name. */
  private static List<Map<String, String>> rows(String line) {
    Terminal terminal = Terminal.runLine(line + " -o csv");
    assertThat(terminal.status()).isZero();
    List<List<String>> lines = terminal.out().lines().map(NumbersByHandTest::cells).toList();
    return lines.stream()
        .skip(1)
        .map(
            cells -> {
              Map<String, String> row = new HashMap<>();
              for (int i = 0; i < cells.size(); i++) {
                row.put(lines.get(0).get(i), cells.get(i));
              }
              return row;
            })
        .toList();
  }

  /** A comma within quotation marks separates nothing. */
  private static List<String> cells(String line) {
    return List.of(line.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1)).stream()
        .map(cell -> cell.replace("\"", ""))
        .toList();
  }

  private static double number(Map<String, String> row, String column) {
    return Double.parseDouble(row.getOrDefault(column, "missing"));
  }

  /**
   * Weights 13.214 GB and cache 1.074 GB at 2039 GB/s; the cache holds 2049 tokens of 524,288 bytes
   * (2 · 32 layers · 32 heads · 128 · 2 bytes).
   */
  @Test
  void decodeOfLlama2() {
    Map<String, String> mha = rows("compare -a mha,gqa:8,mqa -b 1" + LLAMA).get(0);
    assertThat(number(mha, "lower_bound_s")).isCloseTo(7.01e-3, within(0.005e-3));
    assertThat(number(mha, "kv_cache_bytes")).isEqualTo(2049.0 * 524_288);
    assertThat(number(mha, "bytes_kv_read")).isEqualTo(2049.0 * 524_288);
    assertThat(number(mha, "bytes_kv_write")).isEqualTo(524_288);
    assertThat(number(mha, "parameters")).isEqualTo(6_738_415_616.0);
    assertThat(number(mha, "speedup")).isEqualTo(1);
  }

  /** With 8 and with 1 of 32 KV heads a quarter and a 32nd of the cache. */
  @ParameterizedTest
  @CsvSource({"0, mha, 1", "1, gqa:8, 4", "2, mqa, 32"})
  void cacheOfTheVariants(int row, String attention, int smaller) {
    Map<String, String> variant = rows("compare -a mha,gqa:8,mqa -b 3" + LLAMA).get(row);
    assertThat(variant).containsEntry("attention", attention);
    assertThat(number(variant, "kv_cache_bytes")).isEqualTo(3 * 2049.0 * 524_288 / smaller);
  }

  /**
   * Sums: layers 32 · 438,321,152 of work, 32 · 438,337,536 compulsory bytes (the cached 2048 keys
   * and values 33,554,432, the new ones 16,384, two norms of 8,192, weights 404,750,336), the
   * output head 262,144,000 of either, and 8,192 bytes each of the embedding's row and the last
   * norm.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          q, k, v projections: work          | 100663296   | 2 · 4096 · 12288
          q, k, v projections: weights       | 100663296   | 2 bytes · 4096 · 12288
          attention: pairs a head            | 2049        | 2048 cached and itself
          attention: scores and weighted sum | 33570816    | 2 · 32 · 2049 · 256
          attention: exponentials            | 65568       | 32 · 2049
          attention: K and V read            | 33570816    | 2049 · 16384 bytes
          KV cache after the step            | 33570816    | 2049 · 16384 bytes
          output projection: work            | 33554432    | 2 · 4096 · 4096
          output projection: weights         | 33554432    | 2 bytes · 4096 · 4096
          feed-forward, gated: work          | 270532608   | 2 · 3 · 4096 · 11008
          feed-forward, gated: weights       | 270532608   | 2 bytes · 3 · 4096 · 11008
          output head: work                  | 262144000   | 2 · 4096 · 32000
          output head: weights               | 262144000   | 2 bytes · 4096 · 32000
          matrix work                        | 14288420864 | 32 · 438321152 + 262144000
          compulsory bytes                   | 14288961536 | 32 · 438337536 + 262144000 + 2 · 8192
          compute                            | 4.579622e-5 | (13214154752 + 1074266112) / 312e12
          memory, cold cache                 | 7.007828e-3 | 14288961536 / 2039e9
          """)
  void explained(String quantity, double value, String how) {
    Map<String, String> row =
        rows("explain -b 1" + LLAMA).stream()
            .filter(candidate -> quantity.equals(candidate.get("quantity")))
            .findFirst()
            .orElseThrow();
    assertThat(number(row, "value")).as(how).isCloseTo(value, within(1e-7 * value));
  }

  /**
   * A100 at 5.12 USD an hour and 400 W, 8 sequences a step: USD and joules a token follow from the
   * roofline alone.
   */
  @Test
  void costOfAToken() {
    Map<String, String> row = rows("estimate -b 8" + LLAMA).get(0);
    double roofline = number(row, "roofline_s");
    assertThat(number(row, "tokens_per_s")).isCloseTo(8 / roofline, within(1e-6));
    assertThat(number(row, "energy_j_per_token")).isCloseTo(50 * roofline, within(1e-9));
    assertThat(number(row, "usd_per_million_tokens"))
        .isCloseTo(0.64 * roofline / 3600 * 1e6, within(1e-6));
  }

  /** A grid is every batch with every context, for every device and variant in order. */
  @Test
  void aGridInOrder() {
    List<String> points =
        rows("compare -m llama-2-7b -d tpu-v4,l40s -a mha,mqa -b 1-4*4 -c 8,16").stream()
            .map(
                row ->
                    row.get("device")
                        + " "
                        + row.get("batch_size")
                        + " "
                        + row.get("context_length")
                        + " "
                        + row.get("attention"))
            .toList();
    assertThat(points)
        .containsExactly(
            "tpu-v4 1 8 mha",
            "tpu-v4 1 8 mqa",
            "tpu-v4 1 16 mha",
            "tpu-v4 1 16 mqa",
            "tpu-v4 4 8 mha",
            "tpu-v4 4 8 mqa",
            "tpu-v4 4 16 mha",
            "tpu-v4 4 16 mqa",
            "l40s 1 8 mha",
            "l40s 1 8 mqa",
            "l40s 1 16 mha",
            "l40s 1 16 mqa",
            "l40s 4 8 mha",
            "l40s 4 8 mqa",
            "l40s 4 16 mha",
            "l40s 4 16 mqa");
  }

  /**
   * The paper's model on a ragged batch of the user's: batch and context of the bare call stand
   * aside.
   */
  @Test
  void theBareComparisonTakesARaggedBatch() {
    Terminal terminal = Terminal.runLine("compare --sequences 4x1@100,2x1@50 -o csv");
    assertThat(terminal.status()).isZero();
    assertThat(terminal.out()).contains(",decode,mha,,6,1,100,128,");
  }
}
