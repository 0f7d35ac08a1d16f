package dev.plumbline.cli.render;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.cli.PlumblineCommand;
import dev.plumbline.cli.UserError;
import dev.plumbline.git.FileTree;
import dev.plumbline.kustomize.Kustomize;
import dev.plumbline.kustomize.KustomizeException;
import dev.plumbline.kustomize.KustomizeOptions;
import dev.plumbline.kustomize.KustomizeResult;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what folders would be applied as. */
@Command(
    name = "render",
    description = "Prints the manifests that folders with a kustomization are built to.",
    mixinStandardHelpOptions = true)
public final class RenderCommand implements Callable<Integer> {

  private static final byte[] SEPARATOR = "---\n".getBytes(StandardCharsets.UTF_8);
  private static final ObjectMapper JSON = new ObjectMapper();

  @Parameters(paramLabel = "DIR", arity = "1..*", description = "The folders.")
  private List<String> folders = List.of();

  @Option(
      names = "--output-dir",
      paramLabel = "OUT",
      description =
          "Writes a file for each folder instead, index.json with the file of each, and errors.json"
              + " with the error of each that failed.")
  private @Nullable Path outputDirectory;

  @Spec private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  private final PrintStream out;
  private final Map<Path, FileTree> trees = new HashMap<>();
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
    if (outputDirectory == null) {
      print();
    } else {
      write(outputDirectory);
    }
    return errors.isEmpty() ? 0 : PlumblineCommand.FAILED;
  }

  private void print() {
    boolean first = true;
    for (String folder : folders) {
      byte[] yaml = render(folder);
      if (yaml != null && yaml.length > 0) {
        if (!first) {
          out.writeBytes(SEPARATOR);
        }
        out.writeBytes(yaml);
        first = false;
      }
    }
    out.flush();
  }

  private void write(Path directory) throws IOException {
    Files.createDirectories(directory);
    Map<String, String> index = new LinkedHashMap<>();
    for (String folder : folders) {
      byte[] yaml = index.containsKey(folder) ? null : render(folder);
      if (yaml != null) {
        String file = String.format("%06d.yaml", index.size() + 1);
        Files.write(directory.resolve(file), yaml);
        index.put(folder, file);
      }
    }
    JSON.writerWithDefaultPrettyPrinter()
        .writeValue(directory.resolve("index.json").toFile(), index);
    JSON.writerWithDefaultPrettyPrinter()
        .writeValue(directory.resolve("errors.json").toFile(), errors);
  }

  private byte @Nullable [] render(String folder) {
    PrintWriter err = spec.commandLine().getErr();
    try {
      LocalFolder local = LocalFolder.of(folder, trees);
      KustomizeResult result =
          Kustomize.build(local.files(), local.path(), KustomizeOptions.DEFAULT);
      result.warnings().forEach(warning -> err.println("warning: " + warning));
      return result.toYaml();
    } catch (KustomizeException e) {
      return failed(folder, folder + ": " + e.getMessage(), err);
    } catch (UserError e) {
      return failed(folder, String.valueOf(e.getMessage()), err);
    }
  }

  private byte @Nullable [] failed(String folder, String message, PrintWriter err) {
    errors.put(folder, message);
    err.println(spec.qualifiedName() + ": " + message);
    return null;
  }
}
