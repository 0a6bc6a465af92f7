package dev.headroom.expression;

import com.ezylang.evalex.parser.ASTNode;
import com.ezylang.evalex.parser.Token;
import dev.headroom.document.Nearest;
import dev.headroom.expression.Term.Function;
import dev.headroom.expression.Term.Operation;
import dev.headroom.expression.Term.Relation;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Makes terms of EvalEx's tree and checks their kinds. */
final class TermBuilder {
  private static final Map<String, Operation> OPERATIONS =
      Map.of(
          "+", Operation.PLUS,
          "-", Operation.MINUS,
          "*", Operation.TIMES,
          "/", Operation.DIVIDED,
          "%", Operation.REMAINDER,
          "^", Operation.POWER);

  private static final Map<String, Relation> RELATIONS =
      Map.of(
          "<", Relation.LESS,
          "<=", Relation.AT_MOST,
          "=", Relation.EQUAL,
          "==", Relation.EQUAL,
          "!=", Relation.UNEQUAL,
          "<>", Relation.UNEQUAL,
          ">=", Relation.AT_LEAST,
          ">", Relation.MORE);

  private static final Map<String, Function> FUNCTIONS =
      Map.of(
          "ABS", Function.ABSOLUTE,
          "SQRT", Function.ROOT,
          "LOG", Function.LOGARITHM,
          "LOG10", Function.DECIMAL_LOGARITHM,
          "FLOOR", Function.FLOOR,
          "CEILING", Function.CEILING);

  private static final List<String> OTHER_FUNCTIONS = List.of("IF", "MAX", "MIN");

  private final String text;
  private final Symbols symbols;

  TermBuilder(String text, Symbols symbols) {
    this.text = text;
    this.symbols = symbols;
  }

  /** The term of a node and all below it. */
  Term build(ASTNode node) {
    return switch (node.getToken().getType()) {
      case NUMBER_LITERAL -> new Term.Constant(number(node.getToken()), Kind.NUMBER);
      case STRING_LITERAL ->
          new Term.Constant(symbols.texts().number(node.getToken().getValue()), Kind.TEXT);
      case VARIABLE_OR_CONSTANT -> named(node.getToken());
      case PREFIX_OPERATOR -> prefix(node);
      case INFIX_OPERATOR -> infix(node);
      case FUNCTION -> call(node);
      default -> throw fault(node, "'" + node.getToken().getValue() + "' has no meaning here");
    };
  }

  private double number(Token token) {
    try {
      return new BigDecimal(token.getValue()).doubleValue();
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'" + text + "': not a number: '" + token.getValue() + "'", e);
    }
  }

  private Term named(Token token) {
    String name = token.getValue();
    if (name.equalsIgnoreCase("true") || name.equalsIgnoreCase("false")) {
      return new Term.Constant(name.equalsIgnoreCase("true") ? 1 : 0, Kind.FLAG);
    }
    try {
      Symbols.Field field = symbols.find(name);
      return new Term.Reference(field.index(), field.kind());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("'" + text + "': " + e.getMessage(), e);
    }
  }

  private Term prefix(ASTNode node) {
    Term argument = build(node.getParameters().get(0));
    return switch (node.getToken().getValue()) {
      case "!" -> new Term.Opposite(require(node, Kind.FLAG, argument));
      case "-" -> new Term.Applied(Function.NEGATIVE, require(node, Kind.NUMBER, argument));
      default -> require(node, Kind.NUMBER, argument);
    };
  }

  private Term infix(ASTNode node) {
    String sign = node.getToken().getValue();
    Term left = build(node.getParameters().get(0));
    Term right = build(node.getParameters().get(1));
    if (sign.equals("&&") || sign.equals("||")) {
      return new Term.Junction(
          sign.equals("&&"), require(node, Kind.FLAG, left), require(node, Kind.FLAG, right));
    }
    Relation relation = RELATIONS.get(sign);
    if (relation != null) {
      return comparison(node, relation, left, right);
    }
    Operation operation = OPERATIONS.get(sign);
    if (operation == null) {
      throw fault(node, "'" + sign + "' has no meaning here");
    }
    return new Term.Arithmetic(
        operation, require(node, Kind.NUMBER, left), require(node, Kind.NUMBER, right));
  }

  private Term comparison(ASTNode node, Relation relation, Term left, Term right) {
    if (left.kind() != right.kind()) {
      throw fault(node, "compares " + left.kind().words() + " with " + right.kind().words());
    }
    boolean equality = relation == Relation.EQUAL || relation == Relation.UNEQUAL;
    if (left.kind() != Kind.NUMBER && !equality) {
      throw fault(node, left.kind().words() + " is compared by == or != only");
    }
    return new Term.Comparison(relation, left, right);
  }

  private Term call(ASTNode node) {
    String name = node.getToken().getValue().toUpperCase(Locale.ROOT);
    List<Term> arguments = node.getParameters().stream().map(this::build).toList();
    Function function = FUNCTIONS.get(name);
    if (function != null && arguments.size() == 1) {
      return new Term.Applied(function, require(node, Kind.NUMBER, arguments.get(0)));
    }
    return switch (name) {
      case "MIN", "MAX" -> {
        Operation operation = name.equals("MIN") ? Operation.LEAST : Operation.MOST;
        yield arguments.stream()
            .map(argument -> require(node, Kind.NUMBER, argument))
            .reduce((a, b) -> new Term.Arithmetic(operation, a, b))
            .orElseThrow(() -> fault(node, "needs an argument"));
      }
      case "IF" -> choice(node, arguments);
      default -> throw fault(node, Nearest.unknown("function", name, functions()));
    };
  }

  private static Set<String> functions() {
    Set<String> names = new TreeSet<>(FUNCTIONS.keySet());
    names.addAll(OTHER_FUNCTIONS);
    return names;
  }

  private Term choice(ASTNode node, List<Term> arguments) {
    Term condition = require(node, Kind.FLAG, arguments.get(0));
    if (arguments.get(1).kind() != arguments.get(2).kind()) {
      throw fault(node, "both values of IF must be of one kind");
    }
    return new Term.Choice(condition, arguments.get(1), arguments.get(2));
  }

  private Term require(ASTNode node, Kind kind, Term term) {
    if (term.kind() != kind) {
      throw fault(node, "needs " + kind.words() + ", had " + term.kind().words());
    }
    return term;
  }

  private IllegalArgumentException fault(ASTNode node, String what) {
    Token token = node.getToken();
    return new IllegalArgumentException(
        "'"
            + text
            + "', '"
            + token.getValue()
            + "' at character "
            + token.getStartPosition()
            + ": "
            + what);
  }
}
