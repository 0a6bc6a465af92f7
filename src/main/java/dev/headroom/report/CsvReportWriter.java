package dev.headroom.report;

import dev.headroom.document.CsvWriter;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * One row a result, under the keys of all results in the order in which they first appear. Values
 * that are results or lists themselves have no place in a row and are left to JSON.
 */
final class CsvReportWriter implements ReportWriter {
  @Override
  public void write(Report report, Appendable out) throws IOException {
    Set<String> keys = keys(report);
    if (keys.isEmpty()) {
      return;
    }
    CsvWriter csv = new CsvWriter(out);
    for (String key : keys) {
      csv.text(key);
    }
    csv.endRow();
    for (Result result : report.results()) {
      for (String key : keys) {
        write(csv, result.values().getOrDefault(key, Value.Absent.ABSENT));
      }
      csv.endRow();
    }
  }

  private static Set<String> keys(Report report) {
    Set<String> keys = new LinkedHashSet<>();
    for (Result result : report.results()) {
      for (Map.Entry<String, Value> entry : result.values().entrySet()) {
        if (entry.getValue().isScalar()) {
          keys.add(entry.getKey());
        }
      }
    }
    return keys;
  }

  private static void write(CsvWriter csv, Value value) throws IOException {
    if (value instanceof Value.Text text) {
      csv.text(text.text());
    } else if (value instanceof Value.Whole whole) {
      csv.whole(whole.number());
    } else if (value instanceof Value.Real real) {
      csv.number(real.number());
    } else if (value instanceof Value.Measure measure) {
      csv.number(measure.number());
    } else if (value instanceof Value.Flag flag) {
      csv.flag(flag.set());
    } else {
      csv.absent();
    }
  }
}
