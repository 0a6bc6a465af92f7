package dev.headroom.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The fuzzer itself: it damages, it repeats, and it notices. */
class FuzzerTest {
  private static final String FILE = "name: x\nsize: {value: 80 GiB, source: sheet}\nyear: 2024\n";

  private static Fuzzer fuzzer() {
    return new Fuzzer("test", List.of(FILE.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void damagesInManyWaysAndAlwaysTheSame() throws InterruptedException {
    List<String> first = new ArrayList<>();
    List<String> second = new ArrayList<>();
    assertThat(fuzzer().run(mutant -> first.add(Arrays.toString(mutant)))).isEmpty();
    assertThat(fuzzer().run(mutant -> second.add(Arrays.toString(mutant)))).isEmpty();
    assertThat(second).isEqualTo(first);
    Set<String> different = new HashSet<>(first);
    assertThat(different).hasSizeGreaterThan(first.size() / 2);
  }

  @Test
  void saysWhichMutantBrokeTheReader() throws InterruptedException {
    assertThat(
            fuzzer()
                .run(
                    mutant -> {
                      if (mutant.length != FILE.length()) {
                        throw new IOException("broken");
                      }
                    }))
        .hasValueSatisfying(
            finding ->
                assertThat(finding)
                    .containsPattern("^test: mutant \\d+ of seed \\d+ \\(repeat with -Dheadroom")
                    .contains("java.io.IOException: broken\n  at dev.headroom.fuzz.FuzzerTest"));
  }

  @Test
  void noticesAnErrorThatIsNoException() throws InterruptedException {
    assertThat(fuzzer().run(mutant -> endless(mutant.length)))
        .hasValueSatisfying(finding -> assertThat(finding).contains("StackOverflowError"));
  }

  @SuppressWarnings("InfiniteRecursion")
  private static int endless(int depth) {
    return endless(depth + 1) + 1;
  }

  @Test
  void doesNotWaitForAReaderThatHangs() throws InterruptedException {
    assertThat(
            fuzzer()
                .run(
                    mutant -> {
                      while (!Thread.currentThread().isInterrupted()) {
                        Thread.onSpinWait();
                      }
                    }))
        .hasValueSatisfying(finding -> assertThat(finding).endsWith("running after a second"));
  }
}
