package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.workload.Segment;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ragged batches, worked by hand. */
class SegmentListTest {
  @Test
  void aBatchOfTwoKinds() {
    assertThat(SegmentList.parse("4x1@2048, 1x512@0").segments())
        .isEqualTo(List.of(new Segment(4, 1, 2048), new Segment(1, 512, 0)));
  }

  @Test
  void thousandsOfBothKinds() {
    assertThat(SegmentList.parse("1kx2K@3M").segments())
        .isEqualTo(List.of(new Segment(1000, 2048, 3_145_728)));
  }

  @ParameterizedTest
  @CsvSource({"x", "4x1", "4@1", "4x1@", "x1@2", "4X1@2", "4x1@2@3", "1-2x1@2", "-4x1@2", "4x1@-2"})
  void isNoBatch(String text) {
    assertThatThrownBy(() -> SegmentList.parse(text))
        .hasMessage("--sequences: not COUNTxNEW@CACHED: '" + text + "'; right is 4x1@2048,1x512@0");
  }

  @ParameterizedTest
  @CsvSource({"''", "'1x1@1,'", "',1x1@1'"})
  void aPartIsMissing(String text) {
    assertThatThrownBy(() -> SegmentList.parse(text))
        .hasMessage("--sequences: not COUNTxNEW@CACHED: ''; right is 4x1@2048,1x512@0");
  }

  @ParameterizedTest
  @CsvSource({
    "0x1@2, COUNT, 1, 0",
    "1x0@2, NEW, 1, 0",
    "2000Mx1@2, COUNT, 1, 2000M",
    "1x2000m@2, NEW, 1, 2000m",
    "1x1@99999999999999999999, CACHED, 0, 99999999999999999999"
  })
  void outside(String text, String what, int least, String value) {
    assertThatThrownBy(() -> SegmentList.parse(text))
        .hasMessage(
            "--sequences: "
                + what
                + ": must be between "
                + least
                + " and 1073741824, was "
                + value);
  }

  @Test
  void noCachedTokensAndTheMostOfEach() {
    assertThat(SegmentList.parse("1024Mx1024M@1024M").segments())
        .isEqualTo(List.of(new Segment(1L << 30, 1L << 30, 1L << 30)));
  }
}
