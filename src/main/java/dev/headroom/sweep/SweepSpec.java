package dev.headroom.sweep;

import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A sweep as the user wrote it, all of it text: small, and the same wherever it is read.
 *
 * @param phase {@code decode} or {@code prefill}
 * @param axes values by field, as {@code batch_size} to {@code 1-128*2}
 * @param quantities values by key path of the profile, as {@code memory.device.bandwidth}
 * @param conditions which must all hold
 * @param derived formulas by name
 * @param columns to be written; empty for the usual ones
 * @param ranking what is kept
 */
public record SweepSpec(
    String phase,
    Map<String, String> axes,
    Map<String, String> quantities,
    List<String> conditions,
    Map<String, String> derived,
    List<String> columns,
    Ranking ranking)
    implements Serializable {

  /**
   * What is kept of the points that meet the conditions.
   *
   * @param top so many best by one field; 0 for no such choice
   * @param by that field, its direction perhaps behind a colon; empty if there is none
   * @param pareto fields of which no kept point is beaten in all; empty for no such choice
   */
  public record Ranking(long top, String by, List<String> pareto) implements Serializable {
    /** Everything is kept. */
    public static final Ranking NONE = new Ranking(0, "", List.of());

    /** Copies the list. */
    public Ranking {
      pareto = List.copyOf(pareto);
    }

    /** The fields that are ranked by, none if everything is kept. */
    List<String> objectives() {
      return top > 0 ? List.of(by) : pareto;
    }
  }

  /** Copies maps and lists, in their order. */
  public SweepSpec {
    axes = ordered(axes);
    quantities = ordered(quantities);
    conditions = List.copyOf(conditions);
    derived = ordered(derived);
    columns = List.copyOf(columns);
  }

  private static Map<String, String> ordered(Map<String, String> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }
}
