package dev.headroom.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What a command answers, for people and for machines.
 *
 * @param origin what made it
 * @param heading the line above everything; may be empty
 * @param sections the tables for people
 * @param remarks the sentences below them
 * @param results the results for machines
 * @param totals what stands beside the results of a JSON document, such as {@code groups}
 */
public record Report(
    Origin origin,
    String heading,
    List<Section> sections,
    List<String> remarks,
    List<Result> results,
    Result totals) {
  /** The version of the JSON documents. It changes if a key is renamed or goes away. */
  public static final int SCHEMA_VERSION = 1;

  private static final Set<String> RESERVED =
      Set.of("schema_version", "tool_version", "command", "provenance", "results");

  /** Copies the lists. */
  public Report {
    sections = List.copyOf(sections);
    remarks = List.copyOf(remarks);
    results = List.copyOf(results);
    for (String key : totals.values().keySet()) {
      if (RESERVED.contains(key)) {
        throw new IllegalArgumentException("totals: '" + key + "' is a key of the document itself");
      }
    }
  }

  /** A report without remarks and totals. */
  public static Report of(
      Origin origin, String heading, List<Section> sections, List<Result> results) {
    return new Report(origin, heading, sections, List.of(), results, Result.EMPTY);
  }

  /** This report with one more remark. */
  public Report withRemark(String remark) {
    List<String> more = new ArrayList<>(remarks);
    more.add(remark);
    return withRemarks(more);
  }

  /** This report with other remarks. */
  public Report withRemarks(List<String> others) {
    return new Report(origin, heading, sections, others, results, totals);
  }

  /** This report with other results. */
  public Report withResults(List<Result> others) {
    return new Report(origin, heading, sections, remarks, others, totals);
  }

  /** This report with these totals. */
  public Report withTotals(Result newTotals) {
    return new Report(origin, heading, sections, remarks, results, newTotals);
  }
}
