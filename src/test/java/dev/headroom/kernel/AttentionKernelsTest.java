package dev.headroom.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.workload.DataType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How kernels are found, also in processes of their own, without the module and with other vector
 * widths.
 */
class AttentionKernelsTest {

  @Test
  void findsTheVectorKernelHere() {
    assertThat(AttentionKernels.obstacle()).isEmpty();
  }

  @Test
  void namesTheFlagWithoutTheModule() throws Exception {
    assertThat(run(List.of(), Probe.class))
        .contains(
            "the vector kernel needs the module jdk.incubator.vector: start Java with"
                + " --add-modules jdk.incubator.vector, or use the reference kernel")
        .contains("reference, scalar, 1 thread");
  }

  /** The same results, whatever the width; 128-bit vectors exist on no machine that lacks 256. */
  @ParameterizedTest
  @ValueSource(ints = {128, 256})
  void otherWidthsEqualReference(int bits) throws Exception {
    String output =
        run(
            List.of(
                "--add-modules",
                "jdk.incubator.vector",
                "-Ddev.headroom.kernel.vectorBits=" + bits),
            Probe.class);
    assertThat(output).contains("vector, " + bits + " bits, 2 threads").contains("all equal");
  }

  @Test
  void refusesTeamsOfNobody() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AttentionKernels.vector(0))
        .withMessage("threads: must be at least 1, was 0");
  }

  @Test
  void probesComputeWhatTheySay() {
    VectorProbes probes = AttentionKernels.probes();
    float[] numbers = new float[1000];
    java.util.Arrays.fill(numbers, 1f);
    numbers[999] = 5;
    // 996 ones and the 5.
    assertThat(probes.read(numbers, 3, 997)).isEqualTo(1001);
    // Each chain goes to 0.001 / (1 − 0.999) = 1; there are 12 a lane.
    assertThat(probes.multiplyAdd(100_000)).isCloseTo(12f * probes.lanes(), within(0.5f));
    assertThat(probes.flopPerRound()).isEqualTo(24 * probes.lanes());
  }

  @Test
  void aTeamRunsEveryMemberAndReportsFailures() {
    try (ThreadTeam team = new ThreadTeam(3)) {
      int[] runs = new int[3];
      for (int i = 0; i < 1000; i++) {
        team.run(member -> runs[member]++);
      }
      assertThat(runs).containsOnly(1000);
      assertThatIllegalStateException()
          .isThrownBy(
              () ->
                  team.run(
                      member -> {
                        if (member == 2) {
                          throw new IllegalArgumentException("no");
                        }
                      }))
          .withMessage("a thread of the kernel failed: no");
      team.run(member -> runs[member]++);
      assertThat(runs).containsOnly(1001);
    }
  }

  @Test
  void aSleepingTeamIsWoken() throws InterruptedException {
    try (ThreadTeam team = new ThreadTeam(2)) {
      int[] runs = new int[2];
      Thread.sleep(300);
      team.run(member -> runs[member]++);
      assertThat(runs).containsOnly(1);
    }
  }

  @Test
  void aClosedKernelSaysSo() {
    ThreadTeam team = new ThreadTeam(2);
    team.close();
    team.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> team.run(member -> {}))
        .withMessage("the kernel is closed");
  }

  private static String run(List<String> options, Class<?> main)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + "/bin/java");
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  /** What the other processes run. */
  static final class Probe {
    private Probe() {}

    /** Says which kernels there are, and compares them. */
    public static void main(String[] arguments) {
      AttentionKernel reference = AttentionKernels.reference();
      System.out.println(reference.describe());
      if (AttentionKernels.obstacle().isPresent()) {
        System.out.println(AttentionKernels.obstacle().get());
        return;
      }
      try (AttentionKernel vector = AttentionKernels.vector(2)) {
        System.out.println(vector.describe());
        for (DataType type : List.of(DataType.FP32, DataType.BF16, DataType.INT8)) {
          compare(reference, vector, type);
        }
      }
      System.out.println("all equal");
    }

    private static void compare(AttentionKernel reference, AttentionKernel vector, DataType type) {
      for (int group : new int[] {1, 2, 3, 8}) {
        for (int newTokens : new int[] {1, 30}) {
          Samples samples = new Samples(group);
          KvCache cache = samples.cache(Samples.causal(2 * group, 2, 80), type, 600, 77, 530);
          QueryLengths lengths = QueryLengths.each(2, newTokens);
          float[] queries = samples.queries(cache.attention(), lengths);
          double error =
              Samples.error(
                  Samples.attend(vector, queries, lengths, cache),
                  Samples.attend(reference, queries, lengths, cache),
                  cache);
          if (!(error <= 1e-6)) {
            throw new AssertionError(type + ", group " + group + ": error " + error);
          }
        }
      }
    }
  }
}
