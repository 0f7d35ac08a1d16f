package dev.plumbline.cluster.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import net.thisptr.jackson.jq.BuiltinFunctionLoader;
import net.thisptr.jackson.jq.Expression;
import net.thisptr.jackson.jq.Function;
import net.thisptr.jackson.jq.JsonQuery;
import net.thisptr.jackson.jq.PathOutput;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.Version;
import net.thisptr.jackson.jq.Versions;
import net.thisptr.jackson.jq.exception.JsonQueryException;
import net.thisptr.jackson.jq.path.Path;

/**
 * The fields that an expression of jq names, as jq's {@code del} takes it. An evaluation makes so
 * many steps at most and handles no large values; regular expressions are RE2's, which take linear
 * time.
 */
final class JqPaths {

  private static final int MAX_STEPS = 1_000_000;
  private static final long MAX_WEIGHT = 4_000_000;
  private static final Version VERSION = Versions.JQ_1_6;
  private static final Scope BUILTINS = builtins();

  private final JsonQuery query;

  private JqPaths(JsonQuery query) {
    this.query = query;
  }

  /**
   * Reads an expression.
   *
   * @throws IgnoreException if it is none, or one that could run away
   */
  static JqPaths compile(String expression) {
    String stepped = JqScreen.stepped(expression);
    try {
      JsonQuery unused = JsonQuery.compile(expression, VERSION);
      return new JqPaths(JsonQuery.compile("path(" + stepped + ")", VERSION));
    } catch (JsonQueryException | StackOverflowError e) {
      String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new IgnoreException("jq expression '" + expression + "': " + reason);
    }
  }

  /**
   * The fields of a tree that the expression names. None if it does not fit the tree, as where it
   * iterates over what is no list, or if its evaluation would take too many steps.
   */
  List<TreePath> in(JsonNode tree) {
    List<TreePath> found = new ArrayList<>();
    Steps steps = new Steps(tree);
    Scope scope = Scope.newChildScope(BUILTINS);
    scope.addFunction(JqScreen.STEP, 0, steps);
    try {
      query.apply(
          scope,
          tree,
          path -> {
            steps.count(path);
            resolve(path, 0, TreePath.ROOT, tree, found);
          });
      return found;
    } catch (JsonQueryException | TooMuch | StackOverflowError e) {
      return List.of();
    }
  }

  /** Puts a path of jq's, in which indexes may count from the end or be ranges, into ours. */
  private static void resolve(
      JsonNode path, int depth, TreePath at, JsonNode node, List<TreePath> found) {
    if (node.isMissingNode()) {
      return;
    }
    if (depth == path.size()) {
      found.add(at);
      return;
    }
    JsonNode key = path.get(depth);
    if (key.isTextual()) {
      String name = key.textValue();
      resolve(path, depth + 1, at.field(name), node.path(name), found);
    } else if (key.isNumber()) {
      int index = fromStart(key, node);
      resolve(path, depth + 1, at.index(index), node.path(index), found);
    } else if (key.isObject() && depth == path.size() - 1) {
      int end = key.path("end").isNumber() ? fromStart(key.path("end"), node) : node.size();
      int start = key.path("start").isNumber() ? fromStart(key.path("start"), node) : 0;
      for (int i = Math.max(0, start); i < Math.min(end, node.size()); i++) {
        found.add(at.index(i));
      }
    }
  }

  private static int fromStart(JsonNode index, JsonNode list) {
    int given = index.asInt();
    return given < 0 ? given + list.size() : given;
  }

  private static Scope builtins() {
    Scope scope = Scope.newEmptyScope();
    BuiltinFunctionLoader.getInstance().loadFunctions(VERSION, scope);
    scope.addFunction("test", 1, JqPaths::matches);
    scope.addFunction("test", 2, JqPaths::matches);
    return scope;
  }

  private static void matches(
      Scope scope, List<Expression> args, JsonNode in, Path path, PathOutput out, Version version)
      throws JsonQueryException {
    args.get(0)
        .apply(
            scope,
            in,
            regex -> {
              if (args.size() == 1) {
                emit(in, regex, "", out);
              } else {
                args.get(1).apply(scope, in, flags -> emit(in, regex, flags.asText(""), out));
              }
            });
  }

  private static void emit(JsonNode in, JsonNode regex, String flags, PathOutput out)
      throws JsonQueryException {
    if (!in.isTextual() || !regex.isTextual()) {
      throw new JsonQueryException("test takes text");
    }
    try {
      int options = flags.contains("i") ? Pattern.CASE_INSENSITIVE : 0;
      boolean found = Pattern.compile(regex.asText(), options).matcher(in.asText()).find();
      out.emit(BooleanNode.valueOf(found), null);
    } catch (PatternSyntaxException e) {
      throw new JsonQueryException("no regular expression", e);
    }
  }

  /**
   * Counts, and ends an evaluation that goes too far. Values that were made on the way may hold a
   * part of the tree many times over: their weight is about the length of their text.
   */
  private static final class Steps implements Function {

    private final Map<JsonNode, Long> given = new IdentityHashMap<>();
    private int taken;

    Steps(JsonNode tree) {
      weigh(tree);
    }

    private long weigh(JsonNode node) {
      long weight = own(node);
      for (JsonNode child : node) {
        weight += weigh(child);
      }
      if (node.isContainerNode()) {
        given.put(node, weight);
      }
      return weight;
    }

    private static long own(JsonNode node) {
      return node.isTextual() ? 8 + node.textValue().length() : 8;
    }

    @Override
    public void apply(
        Scope scope, List<Expression> args, JsonNode in, Path path, PathOutput out, Version version)
        throws JsonQueryException {
      count(in);
      out.emit(in, path);
    }

    void count(JsonNode value) {
      long unused = count(value, MAX_WEIGHT);
    }

    private long count(JsonNode value, long left) {
      Long known = given.get(value);
      if (++taken > MAX_STEPS) {
        throw new TooMuch();
      }
      if (known != null) {
        return left - known;
      }
      long after = left - own(value);
      for (JsonNode child : value) {
        after = count(child, after);
      }
      if (after < 0) {
        throw new TooMuch();
      }
      return after;
    }
  }

  /** Not to be caught by what jq itself offers for catching. */
  private static final class TooMuch extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TooMuch() {
      super(null, null, false, false);
    }
  }
}
