package dev.plumbline.rendering;

import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.git.GitException;
import dev.plumbline.git.RefSnapshot;
import dev.plumbline.manifests.RenderFailure;
import java.util.List;
import java.util.stream.Stream;

/** Git's failures in the words of a render. */
public final class GitFailures {

  private static final int NAMES_SHOWN = 5;
  private static final String BRANCHES = "refs/heads/";
  private static final String TAGS = "refs/tags/";

  private GitFailures() {}

  /** The failure that a Git operation ended with. */
  public static RenderFailure of(GitException e) {
    FailureReason reason =
        switch (e.reason()) {
          case UNREACHABLE, NOT_FOUND, CORRUPT -> FailureReason.RepositoryUnreachable;
          case TIMEOUT -> FailureReason.TimedOut;
          case AUTHENTICATION -> FailureReason.AuthenticationFailed;
          case REVISION_NOT_FOUND -> FailureReason.RevisionNotFound;
          case PATH_NOT_FOUND -> FailureReason.PathNotFound;
          case TOO_LARGE -> FailureReason.TooLarge;
          case REFUSED -> FailureReason.InvalidSpec;
        };
    boolean retriable =
        switch (e.reason()) {
          case UNREACHABLE, NOT_FOUND, CORRUPT, TIMEOUT, AUTHENTICATION -> true;
          case REVISION_NOT_FOUND, PATH_NOT_FOUND, TOO_LARGE, REFUSED -> false;
        };
    return new RenderFailure(reason, String.valueOf(e.getMessage()), List.of(), retriable);
  }

  /** A target revision that no ref and no commit answers to. */
  public static RenderFailure revisionNotFound(
      String repository, String targetRevision, RefSnapshot refs) {
    String message =
        targetRevision.equals("HEAD") && refs.refs().isEmpty()
            ? "the repository " + repository + " has no commits yet: push one"
            : "revision '" + targetRevision + "' not found in " + repository + ": " + has(refs);
    return RenderFailure.lasting(FailureReason.RevisionNotFound, message);
  }

  private static String has(RefSnapshot refs) {
    List<String> branches = names(refs, BRANCHES);
    List<String> tags = names(refs, TAGS);
    if (branches.isEmpty() && tags.isEmpty()) {
      return "it has neither branches nor tags";
    }
    String head = refs.head();
    Stream<String> first =
        head != null && refs.refs().containsKey(head) && head.startsWith(BRANCHES)
            ? Stream.of(head.substring(BRANCHES.length()))
            : Stream.empty();
    List<String> ordered = Stream.concat(first, branches.stream()).distinct().toList();
    return "it has "
        + Stream.of(list("branch", "branches", ordered), list("tag", "tags", tags))
            .filter(text -> !text.isEmpty())
            .reduce((a, b) -> a + " and " + b)
            .orElse("");
  }

  private static List<String> names(RefSnapshot refs, String prefix) {
    return refs.refs().keySet().stream()
        .filter(ref -> ref.startsWith(prefix))
        .map(ref -> ref.substring(prefix.length()))
        .toList();
  }

  private static String list(String one, String many, List<String> names) {
    if (names.isEmpty()) {
      return "";
    }
    String shown = String.join(", ", names.subList(0, Math.min(NAMES_SHOWN, names.size())));
    int more = names.size() - NAMES_SHOWN;
    return (names.size() == 1 ? one : many)
        + " "
        + shown
        + (more > 0 ? " and " + more + " more" : "");
  }
}
