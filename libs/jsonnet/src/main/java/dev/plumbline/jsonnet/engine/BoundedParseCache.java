package dev.plumbline.jsonnet.engine;

import java.util.HashMap;
import java.util.Map;
import scala.Function0;
import scala.Tuple2;
import scala.util.Either;
import sjsonnet.Error;
import sjsonnet.Expr;
import sjsonnet.FileScope;
import sjsonnet.ParseCache;
import sjsonnet.Path;

/** Parsed files by path and whole content, up to a size; then it begins anew. */
final class BoundedParseCache implements ParseCache {

  private static final int MOST_CHARACTERS = 8 << 20;

  private final Map<Tuple2<Path, String>, Either<Error, Tuple2<Expr, FileScope>>> files =
      new HashMap<>();
  private int characters;

  @Override
  public Either<Error, Tuple2<Expr, FileScope>> getOrElseUpdate(
      Tuple2<Path, String> file, Function0<Either<Error, Tuple2<Expr, FileScope>>> parse) {
    Either<Error, Tuple2<Expr, FileScope>> known = files.get(file);
    if (known != null) {
      return known;
    }
    Either<Error, Tuple2<Expr, FileScope>> parsed = parse.apply();
    if (parsed.isRight()) {
      keep(file, parsed);
    }
    return parsed;
  }

  private void keep(Tuple2<Path, String> file, Either<Error, Tuple2<Expr, FileScope>> parsed) {
    characters += file._2().length();
    if (characters > MOST_CHARACTERS) {
      files.clear();
      characters = file._2().length();
    }
    files.put(file, parsed);
  }
}
