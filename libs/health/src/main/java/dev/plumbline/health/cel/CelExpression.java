package dev.plumbline.health.cel;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A compiled expression over an object: its top-level fields are the variables. What it may cost is
 * bounded whatever it says and whatever object it is given: its text, its nesting, the rounds of
 * its comprehensions, the size of what it builds, and regular expressions run in linear time.
 */
public final class CelExpression {

  private static final int LONGEST = 4096;

  private static final CelOptions OPTIONS =
      CelOptions.current()
          .maxExpressionCodePointSize(LONGEST)
          .maxParseRecursionDepth(60)
          .maxParseErrorRecoveryLimit(10)
          .comprehensionMaxIterations(10_000)
          .maxRegexProgramSize(500)
          .enableHeterogeneousNumericComparisons(true)
          .enableHomogeneousLiterals(true)
          .build();

  /** Fields of most objects; expressions over these share what is costly to make. */
  private static final Set<String> USUAL =
      Set.of("apiVersion", "kind", "metadata", "spec", "status", "data");

  private static final Set<String> TYPES =
      Set.of(
          "bool",
          "bytes",
          "double",
          "dyn",
          "int",
          "list",
          "map",
          "null_type",
          "optional_type",
          "string",
          "type",
          "uint",
          "google");

  private final Set<String> variables;
  private final Charges charges;
  private final CelRuntime.Program program;

  private CelExpression(Set<String> variables, Charges charges, CelRuntime.Program program) {
    this.variables = variables;
    this.charges = charges;
    this.program = program;
  }

  /** What an expression is to result in. */
  public enum Result {
    BOOLEAN(SimpleType.BOOL, "true or false"),
    TEXT(SimpleType.STRING, "text");

    private final CelType type;
    private final String words;

    Result(CelType type, String words) {
      this.type = type;
      this.words = words;
    }
  }

  /** What is the same for all expressions, made when the first one is compiled. */
  private static final class Parts {
    static final CelCompiler COMMON = compiler(USUAL);
    static final CelRuntime RUNTIME =
        CelRuntimeFactory.legacyCelRuntimeBuilder()
            .setOptions(OPTIONS)
            .addLibraries(
                CelExtensions.strings(),
                CelExtensions.sets(OPTIONS),
                CelExtensions.encoders(OPTIONS),
                CelExtensions.optional())
            .build();

    static CelCompiler compiler(Set<String> variables) {
      CelCompilerBuilder compiler =
          CelCompilerFactory.standardCelCompilerBuilder()
              .setOptions(OPTIONS)
              .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
              .addLibraries(
                  CelExtensions.strings(),
                  CelExtensions.sets(OPTIONS),
                  CelExtensions.encoders(OPTIONS),
                  CelExtensions.optional());
      variables.forEach(name -> compiler.addVar(name, SimpleType.DYN));
      return compiler.build();
    }
  }

  /**
   * Compiles an expression.
   *
   * @throws CelFailure with line, column and what was expected there
   */
  public static CelExpression compile(String text, Result result) throws CelFailure {
    if (text.codePointCount(0, text.length()) > LONGEST) {
      throw new CelFailure("the expression is longer than " + LONGEST + " characters");
    }
    try {
      CelAbstractSyntaxTree parsed = checked(Parts.COMMON.parse(text));
      Set<String> variables = new TreeSet<>();
      CelNavigableAst.fromAst(parsed)
          .getRoot()
          .allNodes()
          .filter(node -> node.getKind() == Kind.IDENT)
          .map(node -> node.expr().ident().name())
          .filter(name -> !TYPES.contains(name) && !name.startsWith("@"))
          .forEach(variables::add);
      CelCompiler compiler =
          USUAL.containsAll(variables) ? Parts.COMMON : Parts.compiler(variables);
      CelAbstractSyntaxTree ast = checked(compiler.check(parsed));
      Charges charges = new Charges();
      CelNavigableAst.fromAst(ast)
          .getRoot()
          .allNodes()
          .filter(node -> node.getKind() == Kind.CALL)
          .forEach(node -> charges.add(node.expr()));
      CelType type = ast.getResultType();
      if (!type.equals(result.type) && !type.equals(SimpleType.DYN)) {
        throw new CelFailure(
            "expected an expression for " + result.words + ", not for " + type.name());
      }
      return new CelExpression(Set.copyOf(variables), charges, Parts.RUNTIME.createProgram(ast));
    } catch (CelValidationException | CelEvaluationException e) {
      throw new CelFailure(firstLine(e));
    }
  }

  private static CelAbstractSyntaxTree checked(CelValidationResult result)
      throws CelFailure, CelValidationException {
    List<CelIssue> errors = result.getErrors();
    if (!errors.isEmpty()) {
      CelIssue first = errors.get(0);
      throw new CelFailure(
          "line %d, column %d: %s"
              .formatted(
                  first.getSourceLocation().getLine(),
                  first.getSourceLocation().getColumn() + 1,
                  first.getMessage()));
    }
    return result.getAst();
  }

  /**
   * Whether it is so of an object.
   *
   * @throws CelFailure when it cannot be told, as where a field is not there
   */
  public boolean test(JsonNode object) throws CelFailure {
    if (evaluate(object) instanceof Boolean so) {
      return so;
    }
    throw new CelFailure("expected true or false");
  }

  /**
   * The text it makes of an object.
   *
   * @throws CelFailure when it makes none
   */
  public String text(JsonNode object) throws CelFailure {
    if (evaluate(object) instanceof String text) {
      return text;
    }
    throw new CelFailure("expected text");
  }

  private Object evaluate(JsonNode object) throws CelFailure {
    try {
      Map<String, Object> values = new HashMap<>();
      for (String name : variables) {
        JsonNode value = object.get(name);
        if (value != null) {
          values.put(name, CelValues.of(value));
        }
      }
      return program.trace(values, new Meter(charges));
    } catch (CelEvaluationException e) {
      throw new CelFailure(firstLine(e));
    } catch (RuntimeException | StackOverflowError e) {
      throw new CelFailure(firstLine(e));
    }
  }

  private static String firstLine(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof Meter.TooMuch) {
        return Meter.TOO_MUCH;
      }
    }
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return message.lines().findFirst().orElse("").replace("evaluation error at <input>:", "at ");
  }
}
