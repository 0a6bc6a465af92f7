package dev.headroom.fit;

import dev.headroom.timing.KernelShape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether MHA, GQA and MQA that differ in their KV heads alone were put into the right order.
 *
 * @param pairs whose measured times differ by more than 10 %
 * @param right of them, those that the predictions order the same way
 */
public record HeadRanking(long pairs, long right) {
  private static final double APART = 1.1;

  /** Compares all pairs of one series, query heads, widths, batch and lengths. */
  public static HeadRanking of(List<Judged> judged) {
    Map<Object, List<Judged>> alike = new LinkedHashMap<>();
    for (Judged each : judged) {
      KernelShape shape = each.row().shape();
      Object key =
          List.of(
              each.row().series(),
              shape.sequences(),
              shape.lengths(),
              shape.heads().query(),
              shape.widths(),
              shape.window());
      alike.computeIfAbsent(key, k -> new ArrayList<>()).add(each);
    }
    long pairs = 0;
    long right = 0;
    for (List<Judged> group : alike.values()) {
      for (int i = 0; i < group.size(); i++) {
        for (int k = 0; k < i; k++) {
          double measured = group.get(i).row().seconds() / group.get(k).row().seconds();
          boolean apart = measured > APART || measured < 1 / APART;
          if (apart && differ(group.get(i), group.get(k))) {
            pairs++;
            double predicted = group.get(i).terms().predicted() / group.get(k).terms().predicted();
            right += Math.signum(Math.log(measured)) == Math.signum(Math.log(predicted)) ? 1 : 0;
          }
        }
      }
    }
    return new HeadRanking(pairs, right);
  }

  private static boolean differ(Judged one, Judged other) {
    return !one.row().shape().variant().equals(other.row().shape().variant());
  }
}
