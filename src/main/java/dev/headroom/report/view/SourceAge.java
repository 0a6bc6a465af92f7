package dev.headroom.report.view;

import dev.headroom.hardware.Source;
import java.time.LocalDate;
import java.time.Period;
import org.jspecify.annotations.Nullable;

/** How long ago a source was published, read or measured. */
final class SourceAge {
  private SourceAge() {}

  /** The date that a source states, as written; null for an estimate. */
  static @Nullable String date(Source source) {
    if (source instanceof Source.Document document) {
      return document.date();
    }
    return source instanceof Source.Measured measured ? measured.date() : null;
  }

  /** Its age in years or months; null if it has no date. */
  static @Nullable String of(Source source, LocalDate today) {
    String date = date(source);
    if (date == null) {
      return null;
    }
    Period age = Period.between(start(date), today);
    if (age.getYears() > 0) {
      return age.getYears() + (age.getYears() == 1 ? " year" : " years");
    }
    int months = Math.max(0, age.getMonths());
    return months + (months == 1 ? " month" : " months");
  }

  /** The first day of a date written as a year, a month or a day. */
  private static LocalDate start(String date) {
    return switch (date.length()) {
      case 4 -> LocalDate.parse(date + "-01-01");
      case 7 -> LocalDate.parse(date + "-01");
      default -> LocalDate.parse(date);
    };
  }
}
