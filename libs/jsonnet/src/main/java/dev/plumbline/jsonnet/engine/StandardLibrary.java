package dev.plumbline.jsonnet.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import scala.collection.immutable.Map$;
import scala.util.Either;
import sjsonnet.DefaultParseCache;
import sjsonnet.Error;
import sjsonnet.Importer;
import sjsonnet.Interpreter;
import sjsonnet.Path;
import sjsonnet.Settings;
import sjsonnet.Std;
import sjsonnet.Val;

/** The interpreter's library with the functions that it lacks, which are written in Jsonnet. */
final class StandardLibrary {

  /** What errors name as the file of a function of the library. */
  static final Path PATH = new RepositoryPath("<std>");

  /** The functions. */
  static final String TEXT = text();

  /** As the language is defined where the interpreter leaves a choice. */
  static final Settings SETTINGS = settings();

  /** The whole library; it has no state. */
  static final Val.Obj STD = build();

  private StandardLibrary() {}

  private static Settings settings() {
    boolean preserveOrder = false;
    boolean strict = false;
    boolean noStaticErrors = false;
    boolean noDuplicateKeysInComprehension = true;
    boolean strictImportSyntax = true;
    boolean strictInheritedAssertions = false;
    return new Settings(
        preserveOrder,
        strict,
        noStaticErrors,
        noDuplicateKeysInComprehension,
        strictImportSyntax,
        strictInheritedAssertions);
  }

  private static Val.Obj build() {
    Val.Obj base = NativeFunctions.all().addSuper(null, new Std().Std());
    Interpreter interpreter =
        new Interpreter(
            Map$.MODULE$.empty(),
            Map$.MODULE$.empty(),
            new RepositoryPath(""),
            Importer.empty(),
            new DefaultParseCache(),
            SETTINGS,
            null,
            null,
            base);
    Either<Error, Val> functions = interpreter.evaluate(TEXT, PATH);
    if (functions.isLeft()) {
      throw new IllegalStateException(functions.left().get());
    }
    return ((Val.Obj) functions.right().get()).addSuper(null, base);
  }

  private static String text() {
    try (InputStream in = StandardLibrary.class.getResourceAsStream("std.libsonnet")) {
      if (in == null) {
        throw new IllegalStateException("std.libsonnet is not beside its class");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
