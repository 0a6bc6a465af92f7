package dev.headroom.report.view;

import dev.headroom.cost.Formula;
import dev.headroom.document.NumberText;
import dev.headroom.report.Origin;
import dev.headroom.report.Quantity;
import dev.headroom.report.Report;
import dev.headroom.report.Result;
import dev.headroom.report.Section;
import dev.headroom.report.Value;
import dev.headroom.timing.Estimate;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every formula with its numbers filled in. */
public final class ExplainView {
  private static final String SYMBOLS =
      "B sequences, T new and P cached tokens of each, M source tokens, d model width, Hq query heads,"
          + " Hkv KV heads, dk and dv widths of a key and a value, W window, C chunk, V words, d_ff hidden width,"
          + " E experts of d_e of which a token passes k, d_s width of shared experts, rank and rope widths"
          + " of a latent and its rotary key, nope width of a key without it, rq rank of queries, Hi heads"
          + " of di of an indexer fed by w channels, s bytes of an element; a multiply-add is 2 FLOP.";

  private static final MathContext CALCULATOR = new MathContext(10);

  private ExplainView() {}

  /** The report of an estimate's formulas. */
  public static Report of(Origin origin, Estimate estimate, List<Formula> formulas) {
    Map<String, Section.Builder> parts = new LinkedHashMap<>();
    for (Formula formula : formulas) {
      parts
          .computeIfAbsent(formula.part(), ExplainView::table)
          .row(
              formula.quantity(),
              formula.symbols(),
              formula.numbers(),
              exact(formula.value()),
              new Value.Measure(formula.value(), quantity(formula)));
    }
    return Report.of(
            origin,
            Words.scenarios(Words.model(estimate.model()), List.of(estimate.scenario())),
            parts.values().stream().map(Section.Builder::build).toList(),
            formulas.stream().map(ExplainView::result).toList())
        .withRemark(SYMBOLS);
  }

  private static Section.Builder table(String part) {
    return Section.builder(part)
        .column("quantity", "Quantity", Quantity.TEXT)
        .column("formula", "Formula", Quantity.TEXT)
        .column("numbers", "With numbers", Quantity.TEXT)
        .column("value", "Value", Quantity.TEXT)
        .column("short", "In short", Quantity.MIXED);
  }

  /** All digits of a whole number, and more than a calculator shows of any other. */
  private static String exact(double value) {
    return NumberText.isExactWhole(value)
        ? NumberText.of(value)
        : NumberText.decimal(value).round(CALCULATOR).toString();
  }

  private static Quantity quantity(Formula formula) {
    return switch (formula.unit()) {
      case "FLOP" -> Quantity.FLOP;
      case "bytes" -> Quantity.BYTES;
      case "s" -> Quantity.SECONDS;
      default -> Quantity.COUNT;
    };
  }

  private static Result result(Formula formula) {
    return Result.builder()
        .put("part", formula.part())
        .put("quantity", formula.quantity())
        .put("formula", formula.symbols())
        .put("numbers", formula.numbers())
        .put("value", formula.value())
        .put("unit", formula.unit())
        .build();
  }
}
