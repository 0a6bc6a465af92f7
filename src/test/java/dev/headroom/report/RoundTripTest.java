package dev.headroom.report;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the formats for machines write reads back, with other people's parsers, as what it was. */
class RoundTripTest {
  @Test
  void jsonReadsBack() throws IOException {
    Map<?, ?> document =
        (Map<?, ?>) requireNonNull(json(text(ReportFormat.JSON, SampleReports.everyday())).get(0));

    assertThat(document.keySet().stream().map(Object::toString).toList())
        .containsExactly(
            "schema_version", "tool_version", "command", "provenance", "results", "total");
    assertThat(document.get("schema_version")).isEqualTo(1L);
    assertThat(document.get("command")).isEqualTo("headroom compare --device a100-80gb-sxm -b 8");
    List<?> results = (List<?>) requireNonNull(document.get("results"));
    assertThat(results).hasSize(3);
    Map<?, ?> second = (Map<?, ?>) requireNonNull(results.get(1));
    assertThat(second.get("predicted_s")).isEqualTo(0.30000000000000004);
    assertThat(second.containsKey("window")).isTrue();
    assertThat(second.get("window")).isNull();
    assertThat(second.get("terms")).isEqualTo(List.of(Map.of("name", "launch", "s", 5e-6)));
    assertThat(((Map<?, ?>) requireNonNull(results.get(2))).get("predicted_s")).isNull();
  }

  @Test
  void jsonLinesAreOneResultEach() throws IOException {
    String text = text(ReportFormat.JSONL, SampleReports.everyday());
    assertThat(text.lines()).hasSize(3).allMatch(line -> line.startsWith("{\"attention\":"));
    assertThat(json(text)).hasSize(3);
  }

  @Test
  void hostileTextIsJustTextInJson() throws IOException {
    for (Glyphs glyphs : Glyphs.values()) {
      StringBuilder out = new StringBuilder();
      ReportFormat.JSONL.write(SampleReports.hostile(), out, glyphs);
      assertThat(out.toString().lines()).hasSize(1);
      Map<?, ?> result = (Map<?, ?>) requireNonNull(json(out.toString()).get(0));
      assertThat(result.get("name")).isEqualTo(SampleReports.HOSTILE);
    }
  }

  @Test
  void csvReadsBack() throws IOException {
    List<CSVRecord> rows = csv(text(ReportFormat.CSV, SampleReports.everyday()));
    assertThat(rows.get(0).toList())
        .containsExactly(
            "attention", "num_key_value_heads", "bytes", "predicted_s", "fits", "window");
    assertThat(rows.get(1).toList())
        .containsExactly("mha", "32", "17200000000", "0.00701", "true", "");
    assertThat(rows.get(2).toList())
        .containsExactly("gqa:8", "8", "", "0.30000000000000004", "", "");
    assertThat(rows.get(3).toList()).containsExactly("mla", "", "", "", "", "");
  }

  @Test
  void hostileTextIsOneHarmlessCellInCsv() throws IOException {
    List<CSVRecord> rows = csv(text(ReportFormat.CSV, SampleReports.hostile()));
    assertThat(rows).hasSize(2);
    assertThat(rows.get(1).toList()).containsExactly("'" + SampleReports.HOSTILE, "-0.5");
  }

  private static String text(ReportFormat format, Report report) throws IOException {
    StringBuilder out = new StringBuilder();
    format.write(report, out);
    return out.toString();
  }

  private static List<CSVRecord> csv(String text) throws IOException {
    return CSVFormat.RFC4180.parse(new StringReader(text)).getRecords();
  }

  /** All values of a text, one after the other. */
  private static List<@Nullable Object> json(String text) throws IOException {
    List<@Nullable Object> values = new ArrayList<>();
    try (JsonParser parser = new JsonFactory().createParser(text)) {
      while (parser.nextToken() != null) {
        values.add(value(parser));
      }
    }
    return values;
  }

  private static @Nullable Object value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String key = parser.currentName();
          parser.nextToken();
          assertThat(object).doesNotContainKey(key);
          object.put(key, value(parser));
        }
        yield object;
      }
      case START_ARRAY -> {
        List<@Nullable Object> array = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          array.add(value(parser));
        }
        yield array;
      }
      case VALUE_NUMBER_INT -> parser.getLongValue();
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE, VALUE_FALSE -> parser.getBooleanValue();
      case VALUE_NULL -> null;
      default -> parser.getText();
    };
  }
}
