package dev.headroom.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every format, word for word, whatever the language of the machine. */
class ReportFormatTest {
  private final Locale before = Locale.getDefault();

  @AfterEach
  void restoreLocale() {
    Locale.setDefault(before);
  }

  static Stream<Arguments> formatsAndLocales() {
    return Stream.of("", "de-DE", "tr-TR")
        .flatMap(
            locale -> Stream.of(ReportFormat.values()).map(format -> Arguments.of(format, locale)));
  }

  @Tag("regression")
  @ParameterizedTest
  @MethodSource("formatsAndLocales")
  void writesTheGoldenText(ReportFormat format, String locale) throws IOException {
    Locale.setDefault(Locale.forLanguageTag(locale));
    Golden.check("everyday." + format.key(), text(format, SampleReports.everyday()));
    Golden.check("hostile." + format.key(), text(format, SampleReports.hostile()));
  }

  @Tag("regression")
  @Test
  void writesTheGoldenAsciiTable() throws IOException {
    for (Report report : List.of(SampleReports.everyday(), SampleReports.hostile())) {
      StringBuilder out = new StringBuilder();
      ReportFormat.TABLE.write(report, out, Glyphs.ASCII);
      assertThat(out.chars()).allMatch(c -> c == '\n' || (c >= ' ' && c <= '~'));
      String name = report.origin().toolVersion().equals("1") ? "hostile" : "everyday";
      Golden.check(name + ".ascii.table", out.toString());
    }
  }

  @ParameterizedTest
  @MethodSource("formatsAndLocales")
  void anEmptyReportIsFine(ReportFormat format, String locale) throws IOException {
    Locale.setDefault(Locale.forLanguageTag(locale));
    Report empty = Report.of(new Origin("1", "", Result.EMPTY), "", List.of(), List.of());
    String text = text(format, empty);
    assertThat(text).matches(format == ReportFormat.JSON ? "(?s)\\{\n.*\\}\n" : "");
  }

  @ParameterizedTest
  @CsvSource({"table, TABLE", "csv, CSV", "JSON, JSON", "jsonl, JSONL", "Md, MD", "latex, LATEX"})
  void isFoundByItsKey(String key, ReportFormat expected) {
    assertThat(ReportFormat.parse(key)).isEqualTo(expected);
  }

  @Test
  void anUnknownKeyListsTheKnownOnes() {
    assertThatThrownBy(() -> ReportFormat.parse("jsn"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "unknown format 'jsn'; did you mean 'json'? known: table, csv, json, jsonl, md, latex");
  }

  private static String text(ReportFormat format, Report report) throws IOException {
    StringBuilder out = new StringBuilder();
    format.write(report, out);
    return out.toString();
  }
}
