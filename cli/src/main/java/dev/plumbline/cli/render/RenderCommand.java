package dev.plumbline.cli.render;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.cli.PlumblineCommand;
import dev.plumbline.kustomize.KustomizeOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what folders would be applied as. */
@Command(
    name = "render",
    description =
        "Prints the manifests that folders with a kustomization are built to, and those of plain"
            + " folders.",
    mixinStandardHelpOptions = true)
public final class RenderCommand implements Callable<Integer> {

  private static final byte[] SEPARATOR = "---\n".getBytes(StandardCharsets.UTF_8);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int AHEAD = 4;

  @Parameters(paramLabel = "DIR", arity = "1..*", description = "The folders.")
  private List<String> folders = List.of();

  @Option(
      names = "--output-dir",
      paramLabel = "OUT",
      description =
          "Writes a file for each folder instead, index.json with the file of each, and errors.json"
              + " with the error of each that failed.")
  private @Nullable Path outputDirectory;

  @Option(
      names = "--recurse",
      description = "Reads plain folders, those without a kustomization, with the folders below.")
  private boolean recurse;

  @Option(
      names = "--allow-remote",
      description = "Reads remote bases and files that kustomizations name, without credentials.")
  private boolean allowRemote;

  @Spec private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  private final PrintStream out;
  private final Map<String, String> errors = new LinkedHashMap<>();

  /**
   * A command.
   *
   * @param out where manifests are printed, as UTF-8 whatever the terminal is
   */
  public RenderCommand(PrintStream out) {
    this.out = out;
  }

  @Override
  public Integer call() throws IOException {
    try (RemoteBases remotes = allowRemote ? RemoteBases.open() : RemoteBases.refused()) {
      FolderRender render =
          new FolderRender(
              KustomizeOptions.DEFAULT.withRemotes(remotes), recurse, new ConcurrentHashMap<>());
      if (outputDirectory == null) {
        print(render);
      } else {
        write(render, outputDirectory);
      }
    }
    return errors.isEmpty() ? 0 : PlumblineCommand.FAILED;
  }

  private void print(FolderRender render) {
    boolean[] printed = {false};
    inOrder(
        folders,
        render::render,
        (folder, rendered) -> {
          tell(folder, rendered);
          if (rendered.yaml().length > 0) {
            if (printed[0]) {
              out.writeBytes(SEPARATOR);
            }
            out.writeBytes(rendered.yaml());
            printed[0] = true;
          }
        });
    out.flush();
  }

  private void write(FolderRender render, Path directory) throws IOException {
    Files.createDirectories(directory);
    Map<String, String> index = new LinkedHashMap<>();
    List<String> distinct = folders.stream().distinct().toList();
    inOrder(
        distinct,
        render::render,
        (folder, rendered) -> {
          tell(folder, rendered);
          if (rendered.errors().isEmpty()) {
            String file = String.format("%06d.yaml", index.size() + 1);
            write(directory.resolve(file), rendered.yaml());
            index.put(folder, file);
          }
        });
    JSON.writerWithDefaultPrettyPrinter()
        .writeValue(directory.resolve("index.json").toFile(), index);
    JSON.writerWithDefaultPrettyPrinter()
        .writeValue(directory.resolve("errors.json").toFile(), errors);
  }

  private static void write(Path file, byte[] bytes) {
    try {
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void tell(String folder, RenderedFolder rendered) {
    PrintWriter err = spec.commandLine().getErr();
    rendered.warnings().forEach(warning -> err.println("warning: " + warning));
    rendered.errors().forEach(error -> err.println(spec.qualifiedName() + ": " + error));
    if (!rendered.errors().isEmpty()) {
      errors.put(folder, String.join("\n", rendered.errors()));
    }
  }

  /** On all processors, told in the order given; only a few wait to be told. */
  private static <T> void inOrder(
      List<String> folders, Function<String, T> work, BiConsumer<String, T> told) {
    int processors = Runtime.getRuntime().availableProcessors();
    ExecutorService workers = Executors.newFixedThreadPool(processors);
    try {
      Iterator<String> next = folders.iterator();
      Deque<String> names = new ArrayDeque<>();
      Deque<CompletableFuture<T>> results = new ArrayDeque<>();
      while (next.hasNext() || !results.isEmpty()) {
        while (next.hasNext() && results.size() < processors * AHEAD) {
          String folder = next.next();
          names.add(folder);
          results.add(CompletableFuture.supplyAsync(() -> work.apply(folder), workers));
        }
        told.accept(names.remove(), results.remove().join());
      }
    } finally {
      workers.shutdownNow();
    }
  }
}
