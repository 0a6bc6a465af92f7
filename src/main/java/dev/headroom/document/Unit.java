package dev.headroom.document;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** What a quantity can be measured in, with the prefixes that its symbol may carry. */
public enum Unit {
  BYTES("B", "80 GiB", Prefixes.DECIMAL_OR_BINARY),
  BYTES_PER_SECOND("B/s", "3.35 TB/s", Prefixes.DECIMAL_OR_BINARY),
  FLOP_PER_SECOND("FLOP/s", "989 TFLOP/s", Prefixes.DECIMAL),
  /** Integer multiply-adds count two operations, as floating-point ones do. */
  OPERATIONS_PER_SECOND("OP/s", "1979 TOP/s", Prefixes.DECIMAL),
  EXPONENTIALS_PER_SECOND("exp/s", "3.87 Texp/s", Prefixes.DECIMAL),
  HERTZ("Hz", "1.83 GHz", Prefixes.DECIMAL),
  SECONDS("s", "5 us", Prefixes.SMALL),
  WATTS("W", "700 W", Prefixes.NONE),
  USD_PER_HOUR("USD/h", "5.12 USD/h", Prefixes.NONE);

  /** Which prefixes a symbol may carry. */
  private enum Prefixes {
    NONE(""),
    SMALL(",m,u,n"),
    DECIMAL(",k,M,G,T,P"),
    DECIMAL_OR_BINARY(",k,M,G,T,P,Ki,Mi,Gi,Ti,Pi");

    private final String letters;

    Prefixes(String letters) {
      this.letters = letters;
    }

    List<String> list() {
      return List.of(letters.split(",", -1));
    }

    BigDecimal factor(int index) {
      if (this == SMALL) {
        return BigDecimal.ONE.scaleByPowerOfTen(-3 * index);
      }
      return list().get(index).endsWith("i")
          ? new BigDecimal(1024).pow(index - DECIMAL.list().size() + 1)
          : BigDecimal.ONE.scaleByPowerOfTen(3 * index);
    }
  }

  private final String symbol;
  private final String example;
  private final Prefixes prefixes;

  Unit(String symbol, String example, Prefixes prefixes) {
    this.symbol = symbol;
    this.example = example;
    this.prefixes = prefixes;
  }

  /** The symbol without a prefix: {@code B/s}. */
  public String symbol() {
    return symbol;
  }

  /** How a quantity in this unit is written: {@code 3.35 TB/s}. */
  public String example() {
    return example;
  }

  /** The factor from this prefixed symbol to the plain unit, if the symbol is one of this unit. */
  Optional<BigDecimal> factor(String prefixedSymbol) {
    int index = symbols().indexOf(prefixedSymbol);
    return index < 0 ? Optional.empty() : Optional.of(prefixes.factor(index));
  }

  /** All symbols with their prefixes. */
  List<String> symbols() {
    return prefixes.list().stream().map(letters -> letters + symbol).toList();
  }
}
