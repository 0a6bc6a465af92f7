package dev.headroom.timing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.hardware.KernelStructure;
import dev.headroom.hardware.KernelStructure.Grouping;
import dev.headroom.hardware.KernelStructure.Splitting;
import dev.headroom.workload.DataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Blocks counted by hand. */
class BlockPlanTest {
  private static KernelShape shape(
      long batch, long query, long keys, long heads, long kvHeads, long window) {
    return new KernelShape(
        batch,
        new KernelShape.Lengths(query, keys),
        new KernelShape.HeadCounts(heads, kvHeads),
        new KernelShape.Widths(128, 128, 256),
        window,
        DataType.BF16,
        DataType.BF16);
  }

  private static KernelStructure structure(Grouping grouping, Splitting splitting) {
    return new KernelStructure(64, 128, 256, grouping, splitting, 1);
  }

  /** 8 blocks of 32 tiles on 16 units: two parts of 16 tiles, whatever the rule. */
  @ParameterizedTest
  @EnumSource(
      value = Splitting.class,
      names = {"FILL", "BALANCED", "EFFICIENT"})
  void cutsTheCacheInTwoForTwiceAsManyUnits(Splitting splitting) {
    BlockPlan plan =
        BlockPlan.decode(shape(1, 1, 4096, 32, 8, 0), structure(Grouping.PACKED, splitting), 16);
    assertThat(plan.parts()).isEqualTo(2);
    assertThat(plan.blocks()).isEqualTo(16);
    assertThat(plan.longest()).isEqualTo(2048);
    assertThat(plan.rows()).isEqualTo(16);
  }

  /** 6 blocks on 16 units: 2 parts fill 0.75, 5 fill 30/32, of 32 tiles 7 each: the first good. */
  @Test
  void takesTheFewestPartsThatFillTheLastWaveWell() {
    BlockPlan plan =
        BlockPlan.decode(
            shape(1, 1, 4096, 6, 6, 0), structure(Grouping.PACKED, Splitting.EFFICIENT), 16);
    assertThat(plan.parts()).isEqualTo(5);
    assertThat(plan.longest()).isEqualTo(7 * 128);
  }

  @Test
  void swappedHeadsAreNeitherPackedNorSplitUnderAWindow() {
    KernelStructure swapped = structure(Grouping.SWAPPED, Splitting.EFFICIENT);
    BlockPlan full = BlockPlan.decode(shape(2, 1, 4096, 32, 8, 0), swapped, 132);
    assertThat(full.parts()).isGreaterThan(1);
    assertThat(full.copies()).isEqualTo(5);
    // Keys 3968 to 4095 are seen: exactly one tile.
    BlockPlan windowed = BlockPlan.decode(shape(2, 1, 4096, 32, 8, 128), swapped, 132);
    assertThat(windowed.parts()).isEqualTo(1);
    assertThat(windowed.blocks()).isEqualTo(64);
    assertThat(windowed.longest()).isEqualTo(128);
    assertThat(windowed.copies()).isZero();
  }

  /** One array already: of one sequence, or of one KV head. */
  @Test
  void swappedHeadsThatNeedNotMoveAreCopiedOnce() {
    KernelStructure swapped = structure(Grouping.SWAPPED, Splitting.EFFICIENT);
    assertThat(BlockPlan.decode(shape(1, 1, 64, 32, 8, 0), swapped, 132).copies()).isEqualTo(1);
    assertThat(BlockPlan.decode(shape(9, 1, 64, 32, 1, 0), swapped, 132).copies()).isEqualTo(1);
    assertThat(BlockPlan.decode(shape(9, 1, 64, 8, 8, 0), swapped, 132).copies()).isZero();
  }

  /** 16 rows: 32 heads take two tiles; 33 take one of 128, and 48 rows of it. */
  @Test
  void largeGroupsMayHaveAKernelOfTheirOwn() {
    KernelStructure own =
        new KernelStructure(16, 128, 128, Grouping.PACKED, Splitting.NONE, 1).withGroupRows(128);
    BlockPlan small = BlockPlan.decode(shape(1, 1, 64, 32, 1, 0), own, 132);
    assertThat(small.blocks()).isEqualTo(2);
    assertThat(small.rows()).isEqualTo(16);
    BlockPlan large = BlockPlan.decode(shape(1, 1, 64, 33, 1, 0), own, 132);
    assertThat(large.blocks()).isEqualTo(1);
    assertThat(large.rows()).isEqualTo(48);
  }

  /** Tiles end at 64, 128, 192, 256: padded to 128, 128, 256, 256; 3 sequences x 2 heads. */
  @Test
  void sumsThePaddedKeysOfCausalTiles() {
    BlockPlan plan =
        BlockPlan.prefill(
            shape(3, 256, 256, 2, 1, 0), structure(Grouping.APART, Splitting.NONE), 132);
    assertThat(plan.blocks()).isEqualTo(24);
    assertThat(plan.keys()).isEqualTo(6 * 768);
    assertThat(plan.longest()).isEqualTo(256);
  }

  /** The same with a window of 64: from 0, 1, 65 and 129 on: 128, 128, 256 and 128 keys. */
  @Test
  void leavesOutTheKeysBeforeAWindow() {
    BlockPlan plan =
        BlockPlan.prefill(
            shape(1, 256, 256, 1, 1, 64), structure(Grouping.APART, Splitting.NONE), 132);
    assertThat(plan.keys()).isEqualTo(640);
  }

  /** 128 tiles of 64 rows: two each of 128, 256, ... 8192 keys: 2 x 128 x 64 x 65 / 2. */
  @Test
  void manyTilesAreSummedInOne() {
    BlockPlan plan =
        BlockPlan.prefill(
            shape(1, 8192, 8192, 1, 1, 0), structure(Grouping.APART, Splitting.NONE), 132);
    assertThat(plan.keys()).isEqualTo(532_480);
    assertThat(plan.longest()).isEqualTo(8192);
  }

  /** Four heads share a tile of 64 rows: 16 tokens a tile, 16 tiles. */
  @Test
  void packedHeadsShareTheirTile() {
    BlockPlan plan =
        BlockPlan.prefill(
            shape(1, 256, 256, 4, 1, 0), structure(Grouping.PACKED, Splitting.NONE), 132);
    assertThat(plan.blocks()).isEqualTo(16);
    assertThat(plan.keys()).isEqualTo(8 * 128 + 8 * 256);
  }

  /** One head, 8 tiles of queries on 16 units: the longest has 4096 keys in 32 tiles; 2 parts. */
  @Test
  void aPromptThatLeavesUnitsIdleIsCut() {
    KernelStructure cut = structure(Grouping.PACKED, Splitting.EFFICIENT);
    BlockPlan plan = BlockPlan.prefill(shape(1, 512, 4096, 1, 1, 0), cut, 16);
    assertThat(plan.parts()).isEqualTo(2);
    assertThat(plan.blocks()).isEqualTo(16);
    assertThat(plan.longest()).isEqualTo(2048);
    // Four tiles of keys are not cut.
    assertThat(BlockPlan.prefill(shape(1, 512, 512, 1, 1, 0), cut, 16).parts()).isEqualTo(1);
  }
}
