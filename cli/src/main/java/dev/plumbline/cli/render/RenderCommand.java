package dev.plumbline.cli.render;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.cli.PlumblineCommand;
import dev.plumbline.cli.Printable;
import dev.plumbline.contracts.resources.Application;
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
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what folders would be applied as. */
@Command(
    name = "render",
    description =
        "Prints the manifests that folders render to, be they kustomizations, charts, Jsonnet or"
            + " plain, or what an Application would be applied as.")
public final class RenderCommand implements Callable<Integer> {

  private static final byte[] SEPARATOR = "---\n".getBytes(StandardCharsets.UTF_8);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int AHEAD = 4;

  @Parameters(
      paramLabel = "DIR",
      arity = "0..*",
      description = "The folders; with --repo, folders of that repository.")
  private List<String> folders = List.of();

  @Option(
      names = "--app",
      paramLabel = "FILE",
      description = "Prints what the Application in this file would be applied as instead.")
  private @Nullable Path application;

  @Option(
      names = "--checkout",
      paramLabel = "[URL=]DIR",
      description =
          "With --app, a folder that stands for the repository with this URL, or for all, so that"
              + " what is not pushed can be seen.")
  private List<String> checkouts = List.of();

  @Option(
      names = "--resources",
      paramLabel = "FILE",
      description = "With --app, Secrets and ConfigMaps that it names.")
  private List<Path> resources = List.of();

  @Option(
      names = "--repo",
      paramLabel = "URL",
      description =
          "Renders folders of this repository; with --chart, a chart of this chart repository.")
  private @Nullable String repository;

  @Option(
      names = "--revision",
      paramLabel = "REF",
      description = "With --repo, a branch, tag or commit, or the version of a chart or a range.")
  private @Nullable String revision;

  @Option(names = "--chart", paramLabel = "NAME", description = "With --repo, the chart's name.")
  private @Nullable String chart;

  @Mixin private ChangeOptions changes = new ChangeOptions();

  /** By itself, since the usual pair would take {@code -V}, which is Jsonnet's. */
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this help message and exits.")
  private boolean help;

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
      description =
          "Reads what files name outside of their repository, without credentials: remote bases and"
              + " files of kustomizations, and charts that charts depend on.")
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
    checkArguments();
    boolean open = allowRemote || repository != null || application != null;
    try (RenderTools tools = RenderTools.open();
        RemoteBases bases = allowRemote ? RemoteBases.open() : RemoteBases.refused();
        RemoteBases repositories = open ? RemoteBases.open() : RemoteBases.refused()) {
      OutsideAnswers outside =
          new OutsideAnswers(bases, open ? tools.charts() : null, allowRemote, changes);
      SourceRender sources = new SourceRender(tools.renderers(), outside);
      if (application != null) {
        resources.forEach(
            file -> ApplicationFile.values(file, outside::secret, outside::configMap));
        ApplicationRender render = new ApplicationRender(sources, repositories, outside, checkouts);
        write(
            List.of(application.toString()),
            file -> render.applied(ApplicationFile.application(Path.of(file)), file));
      } else if (repository != null) {
        ApplicationRender render = new ApplicationRender(sources, repositories, outside, checkouts);
        String url = repository;
        List<String> paths = folders.isEmpty() ? List.of("") : folders;
        write(paths, path -> render.built(changes.application(source(url, path)), url));
      } else {
        FolderRender render =
            new FolderRender(
                KustomizeOptions.DEFAULT
                    .withRemotes(bases)
                    .withCharts(outside.inflator(tools.helm())),
                recurse,
                changes,
                sources,
                new ConcurrentHashMap<>());
        write(folders, render::render);
      }
    }
    return errors.isEmpty() ? 0 : PlumblineCommand.FAILED;
  }

  private void checkArguments() {
    if (application == null && repository == null && folders.isEmpty()) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "Missing required parameter: 'DIR', or --app FILE, or --repo URL");
    }
    if (application != null && (repository != null || !folders.isEmpty())) {
      throw new CommandLine.ParameterException(
          spec.commandLine(),
          "--app says where its sources are: leave out DIR and --repo, and see --checkout");
    }
    if (application != null && changes.areOfAnApplication()) {
      throw new CommandLine.ParameterException(
          spec.commandLine(),
          "--app says how it is rendered: write values, variables and the like into its file, and"
              + " leave out their options");
    }
    if (repository == null && (chart != null || revision != null)) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--chart and --revision are of a --repo, which is missing");
    }
  }

  private Application.Source source(String url, String path) {
    return changes.source(
        url, path, revision, chart, chart != null || changes.areForHelm(), recurse);
  }

  private void write(List<String> names, Function<String, RenderedFolder> render)
      throws IOException {
    if (outputDirectory == null) {
      print(names, render);
    } else {
      write(names, render, outputDirectory);
    }
  }

  private void print(List<String> names, Function<String, RenderedFolder> render) {
    boolean[] printed = {false};
    inOrder(
        names,
        render,
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

  private void write(List<String> names, Function<String, RenderedFolder> render, Path directory)
      throws IOException {
    Files.createDirectories(directory);
    Map<String, String> index = new LinkedHashMap<>();
    List<String> distinct = names.stream().distinct().toList();
    inOrder(
        distinct,
        render,
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
    rendered.warnings().forEach(warning -> err.println("warning: " + Printable.line(warning)));
    rendered
        .errors()
        .forEach(error -> err.println(spec.qualifiedName() + ": " + Printable.lines(error)));
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
