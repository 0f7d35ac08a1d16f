package dev.plumbline.renderer.model;

import dev.plumbline.charts.ChartRepositoryUrl;
import dev.plumbline.contracts.events.RevisionObserved;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.git.CommitId;
import dev.plumbline.git.GitException;
import dev.plumbline.git.RefSnapshot;
import dev.plumbline.git.RepositoryUrl;
import dev.plumbline.git.TreePath;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;

/** Which applications a hint that a ref moved concerns, and whether Git shows it yet. */
public final class Revisions {

  private static final String HEAD = "HEAD";
  private static final String TAGS = "refs/tags/";
  private static final Pattern RANGE = Pattern.compile("[*<>=~^|]|(^|\\.)[xX](\\.|$|\\s)|\\s-\\s");
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{7,64}");

  /**
   * When to look again while Git does not show a hinted commit: hosts call webhooks before all of
   * their replicas serve the push.
   */
  public static final List<Duration> LOOK_AGAIN_AFTER =
      List.of(
          Duration.ofMillis(500),
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          Duration.ofSeconds(4),
          Duration.ofSeconds(8));

  private Revisions() {}

  /** A source of an application. */
  public record Reader(Application application, Application.Source source) {}

  /** The sources on the hinted repository that the hint may concern, told without Git. */
  public static List<Reader> concerned(
      Collection<Application> applications, RevisionObserved hint) {
    return applications.stream()
        .filter(application -> !application.deleting())
        .flatMap(
            application ->
                application.spec().allSources().stream()
                    .filter(source -> mayConcern(hint, source))
                    .map(source -> new Reader(application, source)))
        .toList();
  }

  /** As {@link #concerned}, once it is known which branch is HEAD. */
  public static boolean concerns(RevisionObserved hint, Reader reader, RefSnapshot refs) {
    String target = target(reader.source());
    return target.equals(HEAD) && !isAnyRef(hint.ref())
        ? hint.ref().equals(HEAD) || hint.ref().equals(refs.head())
        : mayConcern(hint, target);
  }

  /**
   * Whether a file of the source's own folder is among those that changed: then somebody waits for
   * it, while others are looked at to learn that nothing is new.
   *
   * @param folders the folders of all changed files, as {@link #foldersOf} gives them
   */
  public static boolean isTouched(Reader reader, Set<String> folders) {
    try {
      return folders.contains(TreePath.normalise(reader.source().pathOrRoot()));
    } catch (GitException e) {
      return false;
    }
  }

  /** The folders that these files are in, and those around them. */
  public static Set<String> foldersOf(Set<String> files) {
    Set<String> folders = new HashSet<>();
    for (String file : files) {
      String folder = TreePath.parent(file);
      while (folders.add(folder) && !folder.isEmpty()) {
        folder = TreePath.parent(folder);
      }
    }
    return folders;
  }

  /**
   * Whether Git shows at least what was hinted: the commit, or one that has it in its history.
   *
   * @param isAncestor whether the first is the second or in its history, as far as is known
   */
  public static boolean isShown(
      RevisionObserved hint, RefSnapshot refs, BiPredicate<CommitId, CommitId> isAncestor) {
    Optional<CommitId> hinted = Optional.ofNullable(hint.revision()).flatMap(CommitId::parse);
    if (hinted.isEmpty() || isAnyRef(hint.ref())) {
      return true;
    }
    return refs.resolve(hint.ref())
        .filter(
            tip -> tip.commit().equals(hinted.get()) || isAncestor.test(hinted.get(), tip.commit()))
        .isPresent();
  }

  private static boolean mayConcern(RevisionObserved hint, Application.Source source) {
    return isOn(source, hint.repository())
        && (source.isChart()
            ? isAnyRef(hint.ref()) || hint.ref().equals(source.chart())
            : mayConcern(hint, target(source)));
  }

  private static boolean isOn(Application.Source source, String repository) {
    try {
      String id =
          source.isChart()
              ? ChartRepositoryUrl.parse(source.repoURL()).id()
              : RepositoryUrl.parse(source.repoURL()).id();
      return id.equals(repository);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static String target(Application.Source source) {
    return source.targetRevisionOrDefault().strip();
  }

  private static boolean isAnyRef(String ref) {
    return ref.equals(RevisionObserved.ALL_REFS);
  }

  private static boolean mayConcern(RevisionObserved hint, String target) {
    String ref = hint.ref();
    if (isAnyRef(ref) || target.equals(HEAD)) {
      return true;
    }
    if (target.startsWith("refs/")) {
      return ref.equals(target);
    }
    return ref.equals("refs/heads/" + target)
        || ref.equals(TAGS + target)
        || ref.equals("refs/" + target)
        || (ref.startsWith(TAGS) && RANGE.matcher(target).find())
        || isCommit(hint, target);
  }

  /** An application on a fixed commit waits only for the push that brings it. */
  private static boolean isCommit(RevisionObserved hint, String target) {
    String hex = target.toLowerCase(Locale.ROOT);
    return COMMIT.matcher(hex).matches()
        && (hint.revision() == null || hint.revision().startsWith(hex));
  }
}
