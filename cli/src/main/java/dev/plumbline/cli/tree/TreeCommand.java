package dev.plumbline.cli.tree;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.plumbline.cli.Printable;
import dev.plumbline.cli.UserError;
import dev.plumbline.cli.live.LiveApplication;
import dev.plumbline.cli.live.LiveOptions;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.HealthStatus;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows an application's objects, what they own, and where it is stuck. */
@Command(
    name = "tree",
    description =
        "Shows the objects of an application and all that they own, down to pods, with how each"
            + " does. It reads the cluster itself, whether or not Plumbline runs.",
    mixinStandardHelpOptions = true)
public final class TreeCommand implements Callable<Integer> {

  private static final int MOST_TROUBLED = 20;
  private static final int MOST_WELL = 5;

  /** What is printed. */
  enum Output {
    text,
    json
  }

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private LiveOptions options;

  @Option(
      names = "--depth",
      paramLabel = "N",
      description = "Only so many levels below the application.")
  private @Nullable Integer depth;

  @Option(
      names = "--all",
      description =
          "Shows every object; otherwise only the first few of many that are alike and well.")
  private boolean all;

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

  @Override
  public Integer call() throws IOException {
    int levels = depth == null ? Integer.MAX_VALUE : Math.max(1, depth);
    try (LiveApplication live = options.open()) {
      ObjectTree tree = ObjectTree.of(live);
      PrintWriter out = spec.commandLine().getOut();
      if (output == Output.json) {
        out.println(json(live.key(), tree, levels));
      } else {
        TreeText.Fold fold =
            all
                ? new TreeText.Fold(levels, Integer.MAX_VALUE, Integer.MAX_VALUE)
                : new TreeText.Fold(levels, MOST_TROUBLED, MOST_WELL);
        String namespace = live.application().spec().destination().namespaceOrDefault();
        new TreeText(out, Ansi.AUTO.enabled(), fold, namespace).print(live.key(), tree);
      }
      out.flush();
      return 0;
    } catch (ClusterException e) {
      throw new UserError(e.getMessage(), e);
    }
  }

  private record Printed(
      ApplicationKey application,
      String sync,
      HealthStatus health,
      List<Entry> objects,
      List<String> unseen) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Entry(
      ObjectRef object,
      @Nullable String sync,
      HealthStatus health,
      @Nullable String message,
      List<Entry> children) {

    static Entry of(Node node, int levels) {
      return new Entry(
          node.ref(),
          node.sync(),
          node.health(),
          node.message().isEmpty() ? null : node.message(),
          levels <= 1
              ? List.of()
              : node.children().stream().map(child -> of(child, levels - 1)).toList());
    }
  }

  private static String json(ApplicationKey key, ObjectTree tree, int levels) throws IOException {
    Printed printed =
        new Printed(
            key,
            tree.sync(),
            tree.health(),
            tree.roots().stream().map(root -> Entry.of(root, levels)).toList(),
            tree.unseen());
    return Printable.json(
        Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(printed));
  }
}
