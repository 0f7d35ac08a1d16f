package dev.plumbline.jsonnet.engine;

import dev.plumbline.workers.Questions;
import dev.plumbline.workers.Task;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.Tuple2;
import scala.collection.immutable.List$;
import scala.jdk.javaapi.CollectionConverters;
import scala.util.Either;
import sjsonnet.Error;
import sjsonnet.Interpreter;
import sjsonnet.ParseCache;
import sjsonnet.Renderer;
import sjsonnet.Val;

/** Evaluates one file. What it loads, and the files that it parsed, are kept for later calls. */
public final class Interpretation implements Task {

  private final ParseCache parsed = new BoundedParseCache();

  @Override
  public byte[] run(byte[] request, Questions parent) {
    return evaluate(EvaluationRequest.decode(request), parent).encode();
  }

  private EvaluationResult evaluate(EvaluationRequest request, Questions parent) {
    ParentImporter importer = new ParentImporter(parent);
    try {
      String text = importer.main(request.file());
      Interpreter interpreter =
          new Interpreter(
              immutable(request.externals()),
              immutable(request.arguments()),
              new RepositoryPath(""),
              importer,
              parsed,
              StandardLibrary.SETTINGS,
              null,
              null,
              StandardLibrary.STD);
      return evaluate(interpreter, text, request);
    } catch (StackOverflowError e) {
      return EvaluationResult.failure(
          "the evaluation is nested too deep: a function or field refers to itself without end",
          request.file(),
          0);
    } catch (Exception | LinkageError e) {
      if (e instanceof Error error) {
        return failure(error, request.file());
      }
      return EvaluationResult.failure(
          "the interpreter cannot evaluate this: " + e.getClass().getSimpleName(),
          request.file(),
          0);
    }
  }

  private static EvaluationResult evaluate(
      Interpreter interpreter, String text, EvaluationRequest request) {
    Either<Error, Val> value = interpreter.evaluate(text, new RepositoryPath(request.file()));
    if (value.isLeft()) {
      return failure(value.left().get(), request.file());
    }
    String unknown = unknownArgument(value.right().get(), request);
    if (unknown != null) {
      return EvaluationResult.failure(
          "there is no parameter '" + unknown + "' for the top-level argument of that name",
          request.file(),
          0);
    }
    StringWriter json = new StringWriter();
    Either<Error, java.io.Writer> written =
        interpreter.materialize(value.right().get(), new Renderer(json, -1));
    if (written.isLeft()) {
      return failure(written.left().get(), request.file());
    }
    return isFinite(json.getBuffer())
        ? EvaluationResult.value(json.toString())
        : EvaluationResult.failure(
            "the value has a number that is too large, or not a number, which JSON does not have",
            request.file(),
            0);
  }

  /** The interpreter writes what JSON does not have as words with a capital letter. */
  private static boolean isFinite(CharSequence json) {
    boolean inText = false;
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (c == '"') {
        inText = !inText;
      } else if (inText && c == '\\') {
        i++;
      } else if (!inText && (c == 'N' || c == 'I')) {
        return false;
      }
    }
    return true;
  }

  private static @Nullable String unknownArgument(Val value, EvaluationRequest request) {
    if (!(value instanceof Val.Func function)) {
      return null;
    }
    List<String> known = Arrays.asList(function.params().names());
    return request.arguments().keySet().stream()
        .filter(name -> !known.contains(name))
        .findFirst()
        .orElse(null);
  }

  private static scala.collection.immutable.Map<String, String> immutable(
      Map<String, String> variables) {
    List<Tuple2<String, String>> pairs = new ArrayList<>();
    variables.forEach((name, value) -> pairs.add(new Tuple2<>(name, value)));
    return scala.collection.immutable.Map.from(CollectionConverters.asScala(pairs));
  }

  /** An error at the import that asked. */
  static Error error(String message) {
    return new Error(message, List$.MODULE$.empty(), Option.empty());
  }

  /** The innermost place that is in a file of the repository. */
  private static EvaluationResult failure(Error error, String file) {
    String message = String.valueOf(error.getMessage());
    for (StackTraceElement frame : error.getStackTrace()) {
      String place = String.valueOf(frame.getFileName());
      int colon = place.lastIndexOf(':');
      if (colon > 0 && !place.startsWith("<") && place.substring(colon + 1).matches("[0-9]{1,9}")) {
        return EvaluationResult.failure(
            message, place.substring(0, colon), Integer.parseInt(place.substring(colon + 1)));
      }
    }
    return EvaluationResult.failure(message, file, 0);
  }
}
