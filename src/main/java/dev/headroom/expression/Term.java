package dev.headroom.expression;

import java.util.List;
import java.util.function.DoubleBinaryOperator;

/** A part of a formula: its value in a row, and the values it can have. */
sealed interface Term {
  /** What its values are. */
  Kind kind();

  /** Its value in a row; not a number if a part of it is absent. */
  double value(double[] row);

  /** The values it can have when fields have these. */
  Interval range(Interval[] fields);

  /** A number, a text's number, or yes and no. */
  record Constant(double constant, Kind kind) implements Term {
    @Override
    public double value(double[] row) {
      return constant;
    }

    @Override
    public Interval range(Interval[] fields) {
      return Interval.of(constant);
    }
  }

  /** A field. */
  record Reference(int index, Kind kind) implements Term {
    @Override
    public double value(double[] row) {
      return row[index];
    }

    @Override
    public Interval range(Interval[] fields) {
      return fields[index];
    }
  }

  /** What is done with two numbers. */
  enum Operation {
    PLUS((a, b) -> a + b),
    MINUS((a, b) -> a - b),
    TIMES((a, b) -> a * b),
    DIVIDED((a, b) -> a / b),
    REMAINDER((a, b) -> a % b),
    POWER(Math::pow),
    LEAST(Math::min),
    MOST(Math::max);

    // A lambda without state, which the checker cannot see.
    @SuppressWarnings("ImmutableEnumChecker")
    private final DoubleBinaryOperator rule;

    Operation(DoubleBinaryOperator rule) {
      this.rule = rule;
    }

    double of(double a, double b) {
      return rule.applyAsDouble(a, b);
    }
  }

  /** Two numbers made one. */
  record Arithmetic(Operation operation, Term left, Term right) implements Term {
    @Override
    public Kind kind() {
      return Kind.NUMBER;
    }

    @Override
    public double value(double[] row) {
      return operation.of(left.value(row), right.value(row));
    }

    @Override
    public Interval range(Interval[] fields) {
      Interval a = left.range(fields);
      Interval b = right.range(fields);
      boolean divides = operation == Operation.DIVIDED && b.low() <= 0 && b.high() >= 0;
      if (divides || operation == Operation.REMAINDER || operation == Operation.POWER) {
        return Interval.ANY;
      }
      // The other operations are monotone in each operand, so the ends of their values are ends.
      return Interval.spanning(
          a.present() && b.present(),
          operation.of(a.low(), b.low()),
          operation.of(a.low(), b.high()),
          operation.of(a.high(), b.low()),
          operation.of(a.high(), b.high()));
    }
  }

  /** What is done with one number; all rise or fall as it rises but the absolute value. */
  enum Function {
    NEGATIVE,
    ABSOLUTE,
    ROOT,
    LOGARITHM,
    DECIMAL_LOGARITHM,
    FLOOR,
    CEILING;

    double of(double a) {
      return switch (this) {
        case NEGATIVE -> -a;
        case ABSOLUTE -> Math.abs(a);
        case ROOT -> Math.sqrt(a);
        case LOGARITHM -> StrictMath.log(a);
        case DECIMAL_LOGARITHM -> StrictMath.log10(a);
        case FLOOR -> Math.floor(a);
        case CEILING -> Math.ceil(a);
      };
    }
  }

  /** One number made another. */
  record Applied(Function function, Term argument) implements Term {
    @Override
    public Kind kind() {
      return Kind.NUMBER;
    }

    @Override
    public double value(double[] row) {
      return function.of(argument.value(row));
    }

    @Override
    public Interval range(Interval[] fields) {
      Interval a = argument.range(fields);
      if (function == Function.ABSOLUTE && a.low() < 0 && a.high() > 0) {
        return Interval.spanning(a.present(), 0, -a.low(), a.high());
      }
      return Interval.spanning(a.present(), function.of(a.low()), function.of(a.high()));
    }
  }

  /** How two values may stand to each other. */
  enum Relation {
    LESS,
    AT_MOST,
    EQUAL,
    UNEQUAL,
    AT_LEAST,
    MORE;

    /** Whether it holds; never with an absent value. */
    boolean holds(double a, double b) {
      return switch (this) {
        case LESS -> a < b;
        case AT_MOST -> a <= b;
        case EQUAL -> a == b;
        case UNEQUAL -> a < b || a > b;
        case AT_LEAST -> a >= b;
        case MORE -> a > b;
      };
    }

    /** The same seen from the right. */
    Relation mirrored() {
      return switch (this) {
        case LESS -> MORE;
        case AT_MOST -> AT_LEAST;
        case AT_LEAST -> AT_MOST;
        case MORE -> LESS;
        case EQUAL, UNEQUAL -> this;
      };
    }

    /** The values that stand so to a constant. */
    Interval of(double constant) {
      return switch (this) {
        case LESS -> new Interval(Double.NEGATIVE_INFINITY, Math.nextDown(constant), false);
        case AT_MOST -> new Interval(Double.NEGATIVE_INFINITY, constant, false);
        case EQUAL -> new Interval(constant, constant, false);
        case AT_LEAST -> new Interval(constant, Double.POSITIVE_INFINITY, false);
        case MORE -> new Interval(Math.nextUp(constant), Double.POSITIVE_INFINITY, false);
        case UNEQUAL -> Interval.ANY;
      };
    }

    /** 1 if it always holds, 0 if it never does, both otherwise. */
    Interval of(Interval a, Interval b) {
      boolean always = isCertain(a, b) && a.present() && b.present();
      return new Interval(always ? 1 : 0, isPossible(a, b) ? 1 : 0, true);
    }

    private boolean isPossible(Interval a, Interval b) {
      return switch (this) {
        case EQUAL -> !isApart(a, b);
        case UNEQUAL -> !isSame(a, b);
        case LESS, AT_MOST -> holds(a.low(), b.high());
        case AT_LEAST, MORE -> holds(a.high(), b.low());
      };
    }

    private boolean isCertain(Interval a, Interval b) {
      return switch (this) {
        case EQUAL -> isSame(a, b);
        case UNEQUAL -> isApart(a, b);
        case LESS, AT_MOST -> holds(a.high(), b.low());
        case AT_LEAST, MORE -> holds(a.low(), b.high());
      };
    }

    private static boolean isApart(Interval a, Interval b) {
      return a.high() < b.low() || b.high() < a.low();
    }

    private static boolean isSame(Interval a, Interval b) {
      return a.low() == a.high() && b.low() == b.high() && a.low() == b.low();
    }
  }

  /** Whether two values stand so to each other. */
  record Comparison(Relation relation, Term left, Term right) implements Term {
    @Override
    public Kind kind() {
      return Kind.FLAG;
    }

    @Override
    public double value(double[] row) {
      return relation.holds(left.value(row), right.value(row)) ? 1 : 0;
    }

    @Override
    public Interval range(Interval[] fields) {
      return relation.of(left.range(fields), right.range(fields));
    }
  }

  /** Whether both hold, or at least one; the second is looked at only if it matters. */
  record Junction(boolean both, Term left, Term right) implements Term {
    @Override
    public Kind kind() {
      return Kind.FLAG;
    }

    @Override
    public double value(double[] row) {
      boolean first = left.value(row) == 1;
      return first == both ? (right.value(row) == 1 ? 1 : 0) : (first ? 1 : 0);
    }

    @Override
    public Interval range(Interval[] fields) {
      Interval a = left.range(fields);
      Interval b = right.range(fields);
      double leastOfA = a.present() ? a.low() : 0;
      double leastOfB = b.present() ? b.low() : 0;
      return both
          ? new Interval(Math.min(leastOfA, leastOfB), Math.min(a.high(), b.high()), true)
          : new Interval(Math.max(leastOfA, leastOfB), Math.max(a.high(), b.high()), true);
    }
  }

  /** Whether something does not hold. */
  record Opposite(Term argument) implements Term {
    @Override
    public Kind kind() {
      return Kind.FLAG;
    }

    @Override
    public double value(double[] row) {
      return argument.value(row) == 1 ? 0 : 1;
    }

    @Override
    public Interval range(Interval[] fields) {
      Interval a = argument.range(fields);
      return new Interval(1 - a.high(), a.present() ? 1 - a.low() : 1, true);
    }
  }

  /** One of two values. */
  record Choice(Term condition, Term then, Term otherwise) implements Term {
    @Override
    public Kind kind() {
      return then.kind();
    }

    @Override
    public double value(double[] row) {
      return condition.value(row) == 1 ? then.value(row) : otherwise.value(row);
    }

    @Override
    public Interval range(Interval[] fields) {
      Interval a = then.range(fields);
      Interval b = otherwise.range(fields);
      return Interval.spanning(a.present() && b.present(), a.low(), a.high(), b.low(), b.high());
    }
  }

  /** The parts it is made of. */
  default List<Term> parts() {
    if (this instanceof Arithmetic term) {
      return List.of(term.left, term.right);
    } else if (this instanceof Comparison term) {
      return List.of(term.left, term.right);
    } else if (this instanceof Junction term) {
      return List.of(term.left, term.right);
    } else if (this instanceof Applied term) {
      return List.of(term.argument);
    } else if (this instanceof Opposite term) {
      return List.of(term.argument);
    } else if (this instanceof Choice term) {
      return List.of(term.condition, term.then, term.otherwise);
    }
    return List.of();
  }
}
