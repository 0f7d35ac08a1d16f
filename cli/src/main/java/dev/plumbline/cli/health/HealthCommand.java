package dev.plumbline.cli.health;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.cli.PlumblineCommand;
import dev.plumbline.cli.Printable;
import dev.plumbline.cli.UserError;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.HealthStatus;
import dev.plumbline.contracts.events.ObjectHealth;
import dev.plumbline.health.HealthRules;
import dev.plumbline.manifests.SourceObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells how objects in files do. */
@Command(
    name = "health",
    description = {
      "Tells how objects do, as they are in files that kubectl get -o yaml or -o json wrote.",
      "It asks no cluster. The exit code is 0 when all could be judged, however they do."
    },
    mixinStandardHelpOptions = true)
public final class HealthCommand implements Callable<Integer> {

  private static final int WIDEST = 60;

  /** What is printed. */
  enum Output {
    text,
    json
  }

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "Files or folders with objects as YAML or JSON; - for the standard input.")
  @SuppressWarnings("NullAway.Init")
  private List<String> files;

  @Option(
      names = "--rules",
      paramLabel = "FILE",
      description =
          "HealthRules, or Applications with healthCheckExprs, that win over Plumbline's own rules.")
  private List<String> rules = List.of();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init")
  private Output output;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  private final ObjectFiles objects;

  /**
   * A command.
   *
   * @param in what {@code -} stands for
   */
  public HealthCommand(InputStream in) {
    this.objects = new ObjectFiles(in);
  }

  /** What is told of one object. */
  private record Told(String file, ObjectRef object, HealthStatus health, String message) {}

  @Override
  public Integer call() throws IOException {
    List<String> wrong = new ArrayList<>();
    List<Told> told = new ArrayList<>();
    try {
      HealthRules judge = HealthRules.builtIn();
      for (String file : rules) {
        judge = RulesFile.add(objects.read(file), judge);
      }
      for (String name : files) {
        for (String file : ObjectFiles.files(name)) {
          judge(file, judge, told, wrong);
        }
      }
    } catch (UserError e) {
      wrong.add(String.valueOf(e.getMessage()));
    }
    PrintWriter out = spec.commandLine().getOut();
    if (output == Output.json) {
      out.println(
          Printable.json(Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(told)));
    } else {
      print(told, out);
    }
    out.flush();
    PrintWriter err = spec.commandLine().getErr();
    wrong.forEach(each -> err.println(spec.qualifiedName() + ": " + Printable.line(each)));
    return wrong.isEmpty() ? 0 : PlumblineCommand.USAGE;
  }

  /** One file that is wrong keeps no other from being judged. */
  private void judge(String file, HealthRules judge, List<Told> told, List<String> wrong) {
    try {
      for (SourceObject each : objects.read(file)) {
        JsonNode object = each.manifest();
        JsonNode metadata = object.path("metadata");
        ObjectRef ref =
            ObjectRef.of(
                object.path("apiVersion").asText(),
                object.path("kind").asText(),
                metadata.path("namespace").asText(""),
                metadata.path("name").asText(""));
        ObjectHealth health = judge.of(ref, each.manifest());
        told.add(new Told(each.place().file(), ref, health.status(), health.message()));
      }
    } catch (UserError e) {
      wrong.add(String.valueOf(e.getMessage()));
    }
  }

  private static void print(List<Told> told, PrintWriter out) {
    int width =
        told.stream()
            .mapToInt(each -> each.object().toString().length())
            .filter(length -> length <= WIDEST)
            .max()
            .orElse(0);
    String line = "%-11s  %-" + Math.max(1, width) + "s  %s";
    for (Told each : told) {
      out.println(
          Printable.line(line.formatted(each.health(), each.object(), each.message()))
              .stripTrailing());
    }
  }
}
