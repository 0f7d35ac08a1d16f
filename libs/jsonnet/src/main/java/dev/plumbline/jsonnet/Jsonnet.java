package dev.plumbline.jsonnet;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.contracts.events.RenderResult.SourceError;
import dev.plumbline.git.FileTree;
import dev.plumbline.git.TreePath;
import dev.plumbline.jsonnet.engine.EvaluationRequest;
import dev.plumbline.jsonnet.engine.EvaluationResult;
import dev.plumbline.jsonnet.engine.Interpretation;
import dev.plumbline.kustomize.yaml.Dialect;
import dev.plumbline.manifests.Checkpoint;
import dev.plumbline.manifests.RenderException;
import dev.plumbline.manifests.RenderFailure;
import dev.plumbline.manifests.RenderLimits;
import dev.plumbline.manifests.SourceObject;
import dev.plumbline.manifests.directory.ManifestText;
import dev.plumbline.workers.ClassPath;
import dev.plumbline.workers.WorkerCall;
import dev.plumbline.workers.WorkerException;
import dev.plumbline.workers.WorkerPool;
import dev.plumbline.workers.WorkerSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Evaluates Jsonnet files to manifests, in the children of a pool. */
public final class Jsonnet {

  private static final int HEAP_MIB = 256;
  private static final int MEMORY_MIB = 640;
  private static final int STACK_KIB = 64 * 1024;
  private static final int MESSAGE_BYTES = 64 << 20;
  private static final int CALLS_PER_CHILD = 2_000;
  private static final Duration IDLE = Duration.ofMinutes(10);

  private final WorkerPool pool;
  private final RenderLimits limits;
  private final Duration timeout;

  /**
   * Evaluates in a pool that was made with {@link #settings}.
   *
   * @param timeout how long one file may take
   */
  public Jsonnet(WorkerPool pool, RenderLimits limits, Duration timeout) {
    this.pool = pool;
    this.limits = limits;
    this.timeout = timeout;
  }

  /** What evaluates, and its version: part of a render's key. */
  public static String version() {
    return "sjsonnet/0.4.9 std/1";
  }

  /**
   * The settings of a pool of such children.
   *
   * @param directory the pool's own
   * @param children how many may live at a time
   */
  public static WorkerSettings settings(Path directory, int children) {
    return WorkerSettings.of("jsonnet", directory, classPath())
        .withChildren(children, CALLS_PER_CHILD, IDLE)
        .withMemory(HEAP_MIB, MEMORY_MIB, STACK_KIB, MESSAGE_BYTES);
  }

  /**
   * What children need. The YAML library that the interpreter brings is left out: it makes objects
   * of whatever classes a text names.
   */
  private static List<Path> classPath() {
    return ClassPath.of(
        Interpretation.class,
        WorkerPool.class,
        Dialect.class,
        com.google.re2j.Pattern.class,
        org.snakeyaml.engine.v2.api.Load.class,
        sjsonnet.Interpreter.class,
        scala.Option.class,
        fastparse.ParserInput.class,
        sourcecode.Name.class,
        geny.Writable.class,
        pprint.PPrinter.class,
        fansi.Str.class,
        ujson.Value.class,
        upickle.core.Visitor.class,
        scalatags.Text.class,
        org.json.JSONObject.class,
        org.tukaani.xz.XZOutputStream.class);
  }

  /**
   * The manifests of a file.
   *
   * @param files should record what it is asked, and follow links
   * @param owner whose work it is: one owner has one child at a time
   * @throws RenderException {@code InvalidManifest} with file and line, {@code TimedOut} or {@code
   *     TooLarge}
   */
  public List<SourceObject> evaluate(
      FileTree files, String file, JsonnetOptions options, String owner, Checkpoint checkpoint)
      throws RenderException {
    TreePath.check(file);
    Imports imports = new Imports(files, options.libraries(), limits);
    byte[] request = new EvaluationRequest(file, options.externals(), options.arguments()).encode();
    EvaluationResult result;
    try {
      result =
          EvaluationResult.decode(
              pool.call(
                  WorkerCall.of(Interpretation.class, request, timeout, owner)
                      .withAnswers(imports::answer)
                      .withCheckpoint(() -> check(checkpoint))));
    } catch (Stopped e) {
      throw e.reason;
    } catch (WorkerException e) {
      throw failure(e, file);
    }
    if (!result.succeeded()) {
      throw invalid(
          result.file(), result.line() == 0 ? null : result.line(), "Jsonnet: " + result.text());
    }
    return manifests(ManifestText.readJson(result.text(), file, limits), file);
  }

  private static List<SourceObject> manifests(JsonNode value, String file) throws RenderException {
    FoundManifests found = FoundManifests.in(value, file);
    if (!found.errors().isEmpty()) {
      throw new RenderException(RenderFailure.of(FailureReason.InvalidManifest, found.errors()));
    }
    return found.objects();
  }

  private static void check(Checkpoint checkpoint) {
    try {
      checkpoint.check();
    } catch (RenderException e) {
      throw new Stopped(e);
    }
  }

  private RenderException failure(WorkerException e, String file) {
    return switch (e.reason()) {
      case TIMED_OUT ->
          bound(
              FailureReason.TimedOut,
              file,
              "its evaluation takes longer than "
                  + timeout.toSeconds()
                  + " s: it may not end at all");
      case OUT_OF_MEMORY ->
          bound(
              FailureReason.TooLarge,
              file,
              "its evaluation takes more memory than " + HEAP_MIB + " MiB");
      case TOO_LARGE -> bound(FailureReason.TooLarge, file, "its value is too large");
      case FAILED, CRASHED ->
          bound(FailureReason.InvalidManifest, file, "its evaluation broke off: " + e.getMessage());
      case INTERRUPTED, UNAVAILABLE ->
          new RenderException(
              RenderFailure.passing(
                  FailureReason.TimedOut,
                  file + ": Jsonnet cannot be evaluated now: " + e.getMessage()));
    };
  }

  private static RenderException invalid(String file, @Nullable Integer line, String message) {
    return new RenderException(
        RenderFailure.of(
            FailureReason.InvalidManifest, List.of(new SourceError(file, line, null, message))));
  }

  private static RenderException bound(FailureReason reason, String file, String message) {
    return new RenderException(
        RenderFailure.of(reason, List.of(new SourceError(file, null, null, message))));
  }

  /** Carries what a checkpoint threw through the pool. */
  private static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient RenderException reason;

    Stopped(RenderException reason) {
      super(reason.getMessage(), null, false, false);
      this.reason = reason;
    }
  }
}
