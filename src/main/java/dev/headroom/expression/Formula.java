package dev.headroom.expression;

import com.ezylang.evalex.Expression;
import com.ezylang.evalex.config.ExpressionConfiguration;
import com.ezylang.evalex.parser.ASTNode;
import com.ezylang.evalex.parser.ParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A formula over the fields of a row, bound to where they stand.
 *
 * <p>Numbers and {@code + - * / % ^}, comparisons {@code < <= > >= == != }, {@code && || !},
 * brackets, texts in quotation marks (to be compared with {@code ==} and {@code !=}), {@code TRUE},
 * {@code FALSE}, and the functions {@code MIN MAX ABS SQRT LOG LOG10 FLOOR CEILING IF}. With an
 * absent value arithmetic has none and no comparison holds.
 */
public final class Formula {
  private static final ExpressionConfiguration GRAMMAR =
      ExpressionConfiguration.builder()
          .arraysAllowed(false)
          .structuresAllowed(false)
          .implicitMultiplicationAllowed(false)
          .singleQuoteStringLiteralsAllowed(true)
          .build();

  private static final int LONGEST = 2000;

  private final String text;
  private final Term term;

  private Formula(String text, Term term) {
    this.text = text;
    this.term = term;
  }

  /**
   * Reads a formula.
   *
   * @throws IllegalArgumentException saying what is wrong and where
   */
  public static Formula of(String text, Symbols symbols) {
    if (text.isBlank() || text.length() > LONGEST) {
      throw new IllegalArgumentException(
          "a formula must have 1 to " + LONGEST + " characters, had " + text.strip().length());
    }
    ASTNode tree;
    try {
      tree = new Expression(text, GRAMMAR).getAbstractSyntaxTree();
    } catch (ParseException e) {
      throw new IllegalArgumentException(
          "'" + text + "', character " + e.getStartPosition() + ": " + e.getMessage(), e);
    } catch (RuntimeException e) {
      // The parser's own slips, such as on a number with two signs.
      throw new IllegalArgumentException("'" + text + "' is no formula", e);
    }
    return new Formula(text, new TermBuilder(text, symbols).build(tree));
  }

  /**
   * Reads a condition.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static Formula condition(String text, Symbols symbols) {
    Formula formula = of(text, symbols);
    if (formula.kind() != Kind.FLAG) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is "
              + formula.kind().words()
              + ", no condition; right are comparisons, as predicted_s <= 0.02 && fits");
    }
    return formula;
  }

  /** As the user wrote it. */
  public String text() {
    return text;
  }

  /** What its values are. */
  public Kind kind() {
    return term.kind();
  }

  /** Its value in a row; not a number if it has none. */
  public double value(double[] row) {
    return term.value(row);
  }

  /** Whether the condition holds in a row. */
  public boolean holds(double[] row) {
    return term.value(row) == 1;
  }

  /** The places in a row that it looks at. */
  public Set<Integer> fields() {
    Set<Integer> fields = new HashSet<>();
    collect(term, fields);
    return fields;
  }

  private static void collect(Term term, Set<Integer> fields) {
    if (term instanceof Term.Reference reference) {
      fields.add(reference.index());
    }
    term.parts().forEach(part -> collect(part, fields));
  }

  /** The values it can have when fields have these. */
  public Interval range(Interval[] fields) {
    return term.range(fields);
  }

  /**
   * The conditions of these that no row can satisfy, alone or together with others, when fields
   * have these values: found where a field's values are cut to none by comparisons with numbers, or
   * where the values of both sides never meet. A condition that is impossible for other reasons is
   * not found.
   */
  public static List<Formula> impossible(List<Formula> conditions, Interval[] fields) {
    Interval[] left = fields.clone();
    List<Formula> found = new ArrayList<>();
    for (Formula condition : conditions) {
      if (cut(condition.term, left)) {
        found.add(condition);
      }
    }
    for (Formula condition : conditions) {
      if (found.isEmpty() && condition.term.range(left).isNever()) {
        found.add(condition);
      }
    }
    return found;
  }

  /** Cuts the values of fields to those that comparisons with numbers leave; whether none is. */
  private static boolean cut(Term term, Interval[] left) {
    if (term instanceof Term.Junction junction && junction.both()) {
      return cut(junction.left(), left) || cut(junction.right(), left);
    }
    if (!(term instanceof Term.Comparison comparison)) {
      return false;
    }
    if (comparison.left() instanceof Term.Reference field
        && comparison.right() instanceof Term.Constant constant) {
      return cut(field, comparison.relation(), constant, left);
    }
    return comparison.right() instanceof Term.Reference mirrored
        && comparison.left() instanceof Term.Constant constant
        && cut(mirrored, comparison.relation().mirrored(), constant, left);
  }

  private static boolean cut(
      Term.Reference field, Term.Relation relation, Term.Constant constant, Interval[] left) {
    Interval rest = left[field.index()].and(relation.of(constant.constant()));
    if (rest.isEmpty()) {
      return true;
    }
    left[field.index()] = rest;
    return false;
  }

  @Override
  public String toString() {
    return text;
  }
}
