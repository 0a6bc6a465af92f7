package dev.headroom.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fronts and best points are those that looking at all pairs finds. */
class SelectionTest {
  private static final int SETS = 60;

  /** Few distinct values, so that points are equal in one or all goals. */
  private static double[][] points(Random random, int goals) {
    int distinct = 2 + random.nextInt(30);
    return IntStream.range(0, 1 + random.nextInt(300))
        .mapToObj(i -> random.ints(goals, 0, distinct).asDoubleStream().toArray())
        .toArray(double[][]::new);
  }

  private static boolean beats(double[] a, double[] b, boolean earlier) {
    boolean better = earlier;
    for (int i = 0; i < a.length; i++) {
      if (a[i] > b[i]) {
        return false;
      }
      better |= a[i] < b[i];
    }
    return better;
  }

  private static List<Long> front(double[][] points) {
    List<Long> front = new ArrayList<>();
    for (int i = 0; i < points.length; i++) {
      boolean beaten = false;
      for (int j = 0; j < points.length; j++) {
        beaten |= i != j && beats(points[j], points[i], j < i);
      }
      if (!beaten) {
        front.add((long) i);
      }
    }
    return front;
  }

  /** Offered in a random order to three selections that are then merged. */
  private static List<Long> kept(Selection all, double[][] points, Random random) {
    List<Selection> parts = List.of(all.fresh(), all.fresh(), all.fresh());
    List<Integer> order = new ArrayList<>(IntStream.range(0, points.length).boxed().toList());
    Collections.shuffle(order, random);
    order.forEach(i -> parts.get(random.nextInt(3)).offer(i, points[i]));
    parts.forEach(all::merge);
    return all.kept().stream().map(Selection.Kept::index).toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void theFrontIsThatOfAllPairs(int goals) {
    Random random = new Random(goals);
    for (int set = 0; set < SETS; set++) {
      double[][] points = points(random, goals);
      assertThat(kept(Selection.front(), points, random))
          .containsExactlyInAnyOrderElementsOf(front(points));
    }
  }

  /** Points near a plane on which none beats another: most of them are the front. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5})
  void aLargeFrontIsThatOfAllPairs(int goals) {
    Random random = new Random(goals);
    double[][] points = new double[3000][];
    for (int i = 0; i < points.length; i++) {
      double[] point = random.doubles(goals).toArray();
      double sum = DoubleStream.of(point).sum() / (1 + 1e-4 * random.nextInt(3));
      points[i] = DoubleStream.of(point).map(goal -> goal / sum).toArray();
    }
    List<Long> front = front(points);
    assertThat(front).hasSizeGreaterThan(800);
    assertThat(kept(Selection.front(), points, random)).containsExactlyInAnyOrderElementsOf(front);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 50})
  void theBestAreThoseOfASortedList(int top) {
    Random random = new Random(top);
    for (int set = 0; set < SETS; set++) {
      double[][] points = points(random, 1);
      List<Long> sorted =
          IntStream.range(0, points.length)
              .boxed()
              .sorted(Comparator.comparingDouble((Integer i) -> points[i][0]).thenComparing(i -> i))
              .limit(top)
              .map(Integer::longValue)
              .toList();
      assertThat(kept(Selection.best(top), points, random)).isEqualTo(sorted);
    }
  }
}
