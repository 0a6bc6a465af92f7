package dev.headroom.hardware;

import dev.headroom.document.MappingReader;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.Year;
import java.time.YearMonth;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the {@code sources} of a profile: ids with what they stand for. */
final class SourcesReader {
  private static final Pattern DATE = Pattern.compile("\\d{4}(-\\d{2}(-\\d{2})?)?");

  private SourcesReader() {}

  static Map<String, Source> read(MappingReader profile) {
    Map<String, Source> sources = new LinkedHashMap<>();
    profile.mapping("sources").mappings().forEach((id, form) -> sources.put(id, source(form)));
    return sources;
  }

  private static Source source(MappingReader form) {
    long kinds =
        Stream.of("document", "measured", "estimated").filter(kind -> form.has(kind)).count();
    if (kinds != 1) {
      form.fault("needs exactly one of document, measured, estimated");
      form.ignore("date", "command");
      return new Source.Estimated("?");
    }
    if (form.has("document")) {
      return new Source.Document(form.text("document"), date(form));
    } else if (form.has("measured")) {
      return new Source.Measured(form.text("measured"), form.text("command"), date(form));
    }
    return new Source.Estimated(form.text("estimated"));
  }

  /** The date under the key {@code date}: a year, a month or a day. */
  static String date(MappingReader form) {
    return form.required("date")
        .map(
            value -> {
              String text = value.plain();
              if (!isDate(text)) {
                value.fault(
                    "must be a date such as 2023, 2023-03 or 2023-03-15, was '" + text + "'");
              }
              return text;
            })
        .orElse("?");
  }

  private static boolean isDate(String text) {
    if (!DATE.matcher(text).matches()) {
      return false;
    }
    try {
      int year =
          switch (text.length()) {
            case 4 -> Year.parse(text).getValue();
            case 7 -> YearMonth.parse(text).getYear();
            default -> LocalDate.parse(text).getYear();
          };
      return year >= 1970 && year < 2100;
    } catch (DateTimeException e) {
      return false;
    }
  }
}
