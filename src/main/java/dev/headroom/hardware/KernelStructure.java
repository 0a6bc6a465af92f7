package dev.headroom.hardware;

import dev.headroom.workload.DataType;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a kernel computes and how it cuts a call into blocks: facts about its program, not fitted
 * numbers.
 *
 * @param tiles of a block
 * @param grouping whether the query heads of a group share a block
 * @param splitting how the cache of a sequence is cut when there are fewer blocks than units
 * @param slots blocks a unit is thought to hold when the cache is cut
 * @param converts whether an eight-bit cache is first rewritten in 16 bits, all that is seen of it
 * @param attention what kind of attention it computes
 * @param products type in which it multiplies
 */
public record KernelStructure(
    Tiles tiles,
    Grouping grouping,
    Splitting splitting,
    int slots,
    boolean converts,
    Form attention,
    DataType products) {
  /** Refuses sizes below 1. */
  public KernelStructure {
    if (slots < 1) {
      throw new IllegalArgumentException("structure: sizes must be at least 1, were " + slots);
    }
  }

  /**
   * What a block takes at a time.
   *
   * @param rows most rows of queries, heads of more than 64 wide
   * @param narrowRows the same, heads of up to 64 wide
   * @param keys at a time, heads of more than 64 wide
   * @param narrowKeys the same, heads of up to 64 wide
   * @param groupRows most rows for one new token of a group of more than 32 heads, for which some
   *     programs have a kernel of its own
   */
  public record Tiles(int rows, int narrowRows, int keys, int narrowKeys, int groupRows) {
    /** Refuses sizes below 1. */
    public Tiles {
      if (rows < 1 || narrowRows < 1 || keys < 1 || narrowKeys < 1 || groupRows < 1) {
        throw new IllegalArgumentException(
            "structure: sizes must be at least 1, were "
                + Arrays.asList(rows, narrowRows, keys, narrowKeys, groupRows));
      }
    }
  }

  /** A kernel of ordinary attention that multiplies in 16 bits, its tiles alike for all widths. */
  public KernelStructure(
      int tileRows,
      int tileKeys,
      int narrowTileKeys,
      Grouping grouping,
      Splitting splitting,
      int slots) {
    this(
        new Tiles(tileRows, tileRows, tileKeys, narrowTileKeys, tileRows),
        grouping,
        splitting,
        slots,
        false,
        Form.GROUPED,
        DataType.BF16);
  }

  /** The same program for another kind of attention. */
  public KernelStructure serving(Form form, DataType productType) {
    return new KernelStructure(tiles, grouping, splitting, slots, converts, form, productType);
  }

  /** The same that first rewrites an eight-bit cache. */
  public KernelStructure converting() {
    return new KernelStructure(tiles, grouping, splitting, slots, true, attention, products);
  }

  /** The same with so many rows in a block of narrow heads. */
  public KernelStructure withNarrowRows(int rows) {
    Tiles other =
        new Tiles(tiles.rows(), rows, tiles.keys(), tiles.narrowKeys(), tiles.groupRows());
    return new KernelStructure(other, grouping, splitting, slots, converts, attention, products);
  }

  /** The same with so many rows in a block of one new token of a group of more than 32 heads. */
  public KernelStructure withGroupRows(int rows) {
    Tiles other =
        new Tiles(tiles.rows(), tiles.narrowRows(), tiles.keys(), tiles.narrowKeys(), rows);
    return new KernelStructure(other, grouping, splitting, slots, converts, attention, products);
  }

  /** Kinds of attention that kernels are written for. */
  public enum Form {
    /** Multi-head, grouped-query and multi-query attention. */
    GROUPED,
    /** Latent attention on the latents themselves: a key's value is part of it. */
    ABSORBED,
    /** Latent attention on keys and values of every head, which are expanded before. */
    EXPANDED;

    /** By the name in profiles. */
    public static Map<String, Form> byKey() {
      return keyed(values());
    }
  }

  /** Whether the query heads of a group share a block, and with it the reading of keys. */
  public enum Grouping {
    /** They do: the rows of a block are tokens times heads. */
    PACKED,
    /** They do not: every query head reads the keys for itself, through the cache. */
    APART,
    /**
     * They do for one new token without a window, by rearranging queries and outputs; only then is
     * the cache split (FlashAttention 2 in vLLM).
     */
    SWAPPED;

    /** By the name in profiles. */
    public static Map<String, Grouping> byKey() {
      return keyed(values());
    }
  }

  /** How many parts a cache is cut into. */
  public enum Splitting {
    /** One. */
    NONE,
    /** As many as fill the units, in parts of at least 256 keys. */
    FILL,
    /** So many that each unit gets the same number of tiles, with a tenth to spare. */
    BALANCED,
    /**
     * The fewest whose last wave is at least 85 % as full as the best (FlashAttention); prompts of
     * more than four tiles of keys are cut too.
     */
    EFFICIENT;

    /** By the name in profiles. */
    public static Map<String, Splitting> byKey() {
      return keyed(values());
    }
  }

  private static <E extends Enum<E>> Map<String, E> keyed(E[] values) {
    return Arrays.stream(values)
        .collect(Collectors.toMap(KernelStructure::key, Function.identity()));
  }

  /** The name of a constant in profiles. */
  public static String key(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
