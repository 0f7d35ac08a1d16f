package dev.plumbline.cli.diff;

import dev.plumbline.cli.PlumblineCommand;
import dev.plumbline.cli.Printable;
import dev.plumbline.cli.UserError;
import dev.plumbline.cli.live.HookObjects;
import dev.plumbline.cli.live.LiveApplication;
import dev.plumbline.cli.live.LiveOptions;
import dev.plumbline.cli.live.MarkedObjects;
import dev.plumbline.cli.live.Together;
import dev.plumbline.cli.render.LiveRender;
import dev.plumbline.cli.render.RenderedObjects;
import dev.plumbline.cli.render.RenderedObjects.RenderedObject;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.cluster.manifest.ApplyOrder;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.SourceRevision;
import dev.plumbline.contracts.resources.Application;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows what a sync would change on the cluster. */
@Command(
    name = "diff",
    description =
        "Shows how the cluster differs from what Git wants of an application: what a sync would"
            + " create, change and prune. Nothing is changed.",
    footer = {
      "",
      "The exit code is 0 when nothing differs, 1 when something does, and 2 when that cannot be"
          + " told."
    },
    mixinStandardHelpOptions = true,
    exitCodeOnExecutionException = DiffCommand.FAILED)
public final class DiffCommand implements Callable<Integer> {

  /** Exit code when nothing differs. */
  static final int EQUAL = 0;

  /** Exit code when something differs. */
  static final int DIFFERENT = 1;

  /** Exit code when that cannot be told. */
  static final int FAILED = PlumblineCommand.USAGE;

  private static final int SHORT_COMMIT = 8;

  /** What is printed. */
  enum Output {
    text,
    json
  }

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private LiveOptions options;

  @Option(
      names = "--revision",
      paramLabel = "[URL=]REF",
      description =
          "Compares with another branch, tag or commit of the repository with that URL, or of the"
              + " only one; or with another version of a chart.")
  private List<String> revisions = List.of();

  @Option(
      names = "--local",
      paramLabel = "[URL=]DIR",
      description =
          "Compares with a folder of this machine that stands for the repository with that URL, or"
              + " for all: what is not pushed yet.")
  private List<String> checkouts = List.of();

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
    try (LiveApplication live = options.open()) {
      RenderedObjects rendered = rendered(live);
      rendered.warnings().forEach(warning -> tell("warning: " + warning));
      if (!rendered.errors().isEmpty()) {
        rendered.errors().forEach(error -> tell(spec.qualifiedName() + ": " + error));
        return FAILED;
      }
      return compared(live, rendered);
    } catch (ClusterException e) {
      throw new UserError(e.getMessage(), e);
    }
  }

  private RenderedObjects rendered(LiveApplication live) throws IOException {
    Application application =
        revisions.isEmpty() ? live.application() : Revisions.of(live, revisions);
    try (LiveRender render = LiveRender.open()) {
      return render.render(
          application, live.project(), checkouts, live.control(), live.destination());
    }
  }

  private int compared(LiveApplication live, RenderedObjects rendered) throws ClusterException {
    Application.Spec wanted = live.application().spec();
    String namespace = wanted.destination().namespaceOrDefault();
    Set<String> namespaces = new TreeSet<>(Set.of(namespace));
    rendered.objects().forEach(object -> namespaces.add(object.ref().namespace()));
    namespaces.remove("");
    List<RenderedObject> kept =
        rendered.objects().stream()
            .filter(object -> !HookObjects.include(object.sealed()))
            .toList();
    MarkedObjects marked = MarkedObjects.of(live, live.destination().kinds(), namespaces);
    Set<String> ids = kept.stream().map(object -> object.ref().id()).collect(Collectors.toSet());
    List<ObjectRef> leftOver =
        marked.objects().entrySet().stream()
            .filter(each -> !HookObjects.include(each.getValue()))
            .map(Map.Entry::getKey)
            .filter(ref -> !ids.contains(ref.id()))
            .toList();

    boolean creates = wanted.syncPolicyOrDefault().createsNamespace();
    boolean prunes = wanted.syncPolicyOrDefault().prunes() || live.application().deleting();
    ObjectComparison comparison =
        new ObjectComparison(live, new Supplies(kept, creates ? namespace : ""));
    List<RenderedObject> inOrder =
        kept.stream()
            .sorted(Comparator.comparing(RenderedObject::ref, ApplyOrder.COMPARATOR))
            .toList();
    List<ObjectDiff> all = new ArrayList<>(Together.ask(inOrder, comparison::wanted));
    all.addAll(
        Together.ask(
            leftOver.stream().sorted(ApplyOrder.PRUNE_COMPARATOR).toList(),
            ref -> comparison.leftOver(ref, prunes)));
    print(all);
    marked.unlisted().forEach(kind -> tell("not looked for what to prune: " + kind));
    tell(summary(live, rendered, all, rendered.objects().size() - kept.size()));
    return code(all);
  }

  private void print(List<ObjectDiff> all) {
    PrintWriter out = spec.commandLine().getOut();
    List<ObjectDiff> differences =
        all.stream().filter(diff -> diff.change() != Change.EQUAL).toList();
    if (output == Output.json) {
      out.println(DiffJson.of(differences));
    } else {
      DiffText text = new DiffText(out, Ansi.AUTO.enabled());
      differences.forEach(text::print);
    }
    out.flush();
  }

  private static int code(List<ObjectDiff> all) {
    if (all.stream().anyMatch(diff -> diff.change() == Change.UNKNOWN)) {
      return FAILED;
    }
    return all.stream().allMatch(diff -> diff.change() == Change.EQUAL) ? EQUAL : DIFFERENT;
  }

  private static String summary(
      LiveApplication live, RenderedObjects rendered, List<ObjectDiff> all, int hooks) {
    Map<Change, Integer> counts = new EnumMap<>(Change.class);
    all.forEach(diff -> counts.merge(diff.change(), 1, Integer::sum));
    String revisions =
        rendered.revisions().stream().map(DiffCommand::shown).collect(Collectors.joining(", "));
    return live.key()
        + " at "
        + revisions
        + ": "
        + Stream.concat(
                Stream.of(Change.values())
                    .filter(counts::containsKey)
                    .map(change -> counts.get(change) + " " + change.words()),
                Stream.of(hooks + (hooks == 1 ? " hook" : " hooks") + " that syncs run")
                    .filter(words -> hooks > 0))
            .collect(Collectors.joining(", "));
  }

  private static String shown(SourceRevision revision) {
    String commit = revision.commit();
    String shortened = commit.matches("[0-9a-f]{40,}") ? commit.substring(0, SHORT_COMMIT) : commit;
    return shortened.equals("checkout")
        ? "the folder"
        : revision.targetRevision() + " (" + shortened + ")";
  }

  private void tell(String line) {
    spec.commandLine().getErr().println(Printable.lines(line));
  }
}
