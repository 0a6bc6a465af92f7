package dev.headroom.report.view;

import dev.headroom.report.Quantity;
import dev.headroom.report.Section;
import dev.headroom.report.SignificantFormat;
import dev.headroom.study.Quality;
import dev.headroom.study.StudyResult;
import dev.headroom.study.StudyResult.Parts;
import dev.headroom.study.StudyResult.Traded;
import dev.headroom.study.TradeOff;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a study shows besides its cells: where a step's time goes, and quality against speed. */
final class StudyParts {
  private StudyParts() {}

  /** The tables. */
  static List<Section> sections(StudyResult result) {
    List<Section> sections = new ArrayList<>();
    if (!result.parts().isEmpty()) {
      sections.add(parts(result.parts()));
    }
    result.study().tradeOff().forEach(each -> sections.add(tradeOff(result, each)));
    return sections;
  }

  private static Section parts(List<Parts> parts) {
    Section.Builder table =
        Section.builder("Where the time of a step goes; each part comes on top of those before it")
            .column("part", "Part", Quantity.TEXT);
    for (Parts each : parts) {
      table.column(key(each), each.cell().system(), Quantity.SECONDS);
    }
    if (parts.size() > 1) {
      table.column(
          "ratio",
          parts.get(0).cell().system() + " over " + parts.get(1).cell().system() + ", up to here",
          Quantity.RATIO);
    }
    List<String> names =
        List.of(
            "products, weights and activations",
            "every cached key and value read once, at full bandwidth",
            "passes that rewrite the cache, at full bandwidth",
            "few rows share a key: what all passes take longer");
    double[] sums = new double[parts.size()];
    for (int i = 0; i < names.size(); i++) {
      List<Object> row = new ArrayList<>();
      row.add(names.get(i));
      for (int j = 0; j < parts.size(); j++) {
        double part = part(parts.get(j), i);
        sums[j] += part;
        row.add(part);
      }
      if (parts.size() > 1) {
        row.add(sums[0] / sums[1]);
      }
      table.row(row.toArray());
    }
    return table.build();
  }

  private static String key(Parts each) {
    return each.cell().id().replace('-', '_');
  }

  private static double part(Parts parts, int index) {
    return switch (index) {
      case 0 -> parts.products();
      case 1 -> parts.readOnce();
      case 2 -> parts.rewriting();
      default -> parts.fewRows();
    };
  }

  /** Why the first of the cells taken apart is slower than the second. */
  static Optional<String> explanation(StudyResult result) {
    if (result.parts().size() < 2) {
      return Optional.empty();
    }
    Parts slow = result.parts().get(0);
    Parts fast = result.parts().get(1);
    double once = (slow.products() + slow.readOnce()) / (fast.products() + fast.readOnce());
    double rewritten = (slow.total() - slow.fewRows()) / (fast.total() - fast.fewRows());
    return Optional.of(
        slow.cell().system()
            + " takes "
            + ratio(slow.total() / fast.total())
            + " as long as "
            + fast.cell().system()
            + " (published "
            + ratio(slow.cell().published() / fast.cell().published())
            + "). Bytes alone, each cached key and value read once at the full bandwidth, make it "
            + ratio(once)
            + ", since weights and products do not shrink with the heads; the program's rewriting"
            + " of the cache makes it "
            + ratio(rewritten)
            + "; the rest is products of few rows: where no key is shared, every one that is loaded"
            + " meets a single row, and a pass over the cache runs at that row's rate; where all"
            + " heads share it, it runs that many times as fast. Of the "
            + seconds(fast.total())
            + " of "
            + fast.cell().system()
            + ", "
            + seconds(fast.products())
            + " are products, weights and activations, which no sharing of keys shrinks and which"
            + " damp the gain.");
  }

  private static String ratio(double value) {
    return SignificantFormat.text(value, Quantity.RATIO);
  }

  private static String seconds(double value) {
    return SignificantFormat.text(value, Quantity.SECONDS);
  }

  private static Section tradeOff(StudyResult result, TradeOff tradeOff) {
    List<String> what = tradeOff.quality().stream().map(Quality.Figure::what).distinct().toList();
    Section.Builder table =
        Section.builder("Quality as published against predicted decoding: " + tradeOff.title())
            .column("model", "Variant", Quantity.TEXT);
    for (int i = 0; i < what.size(); i++) {
      table.column("quality_" + i, what.get(i), Quantity.TEXT);
    }
    for (int i = 0; i < tradeOff.places().size(); i++) {
      TradeOff.Place place = tradeOff.places().get(i);
      table.column(
          "device_" + i, place.device() + ", " + place.runtime() + ", a token", Quantity.SECONDS);
    }
    List<Traded> all =
        result.tradeOffs().stream().filter(each -> each.tradeOff().equals(tradeOff)).toList();
    for (String model : tradeOff.models()) {
      List<Object> row = new ArrayList<>();
      row.add(model);
      List<Traded> traded = all.stream().filter(each -> each.model().equals(model)).toList();
      for (String each : what) {
        row.add(
            traded.get(0).figures().stream()
                .filter(figure -> figure.what().equals(each))
                .map(QualityColumns::value)
                .findFirst()
                .orElse("–"));
      }
      traded.forEach(each -> row.add(each.secondsPerToken()));
      table.row(row.toArray());
    }
    return table.build();
  }
}
