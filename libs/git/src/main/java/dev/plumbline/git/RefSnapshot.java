package dev.plumbline.git;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where the branches and tags of a repository pointed at one moment.
 *
 * @param refs full name → commit, annotated tags peeled. A detached HEAD is here as {@code HEAD}
 * @param head the name that HEAD stands for, usually a branch; null when the server did not tell.
 *     The branch may be missing from {@code refs}: so it is in an empty repository
 */
public record RefSnapshot(SortedMap<String, CommitId> refs, @Nullable String head) {

  private static final String BRANCHES = "refs/heads/";
  private static final String TAGS = "refs/tags/";

  public RefSnapshot {
    refs = Collections.unmodifiableSortedMap(new TreeMap<>(refs));
  }

  public RefSnapshot(Map<String, CommitId> refs, @Nullable String head) {
    this(new TreeMap<>(refs), head);
  }

  /**
   * What a target revision means here: empty or {@code HEAD}; a full name; a branch; a tag; a name
   * below {@code refs/}, such as {@code tags/v1}; a range of versions over the tags, such as {@code
   * 1.*} or {@code >=1.2.0 <2}, which takes the highest. The first that fits wins, hence a branch
   * wins over a tag of the same name, as Argo CD has it and Git has not ({@code refs/tags/…} names
   * the tag). Commit ids are not looked for here but by {@link Mirror#resolve}.
   */
  public Optional<ResolvedRevision> resolve(String targetRevision) {
    String wanted = targetRevision.strip();
    if (wanted.isEmpty() || wanted.equals("HEAD")) {
      return head == null ? Optional.empty() : at(head);
    }
    if (wanted.startsWith("refs/")) {
      return at(wanted);
    }
    return at(BRANCHES + wanted)
        .or(() -> at(TAGS + wanted))
        .or(() -> at("refs/" + wanted))
        .or(() -> newest(wanted));
  }

  private Optional<ResolvedRevision> newest(String range) {
    return VersionRange.parse(range)
        .flatMap(
            versions ->
                versions.highest(
                    refs.keySet().stream()
                        .filter(ref -> ref.startsWith(TAGS))
                        .map(ref -> ref.substring(TAGS.length()))))
        .flatMap(tag -> at(TAGS + tag));
  }

  private Optional<ResolvedRevision> at(String ref) {
    return Optional.ofNullable(refs.get(ref)).map(commit -> new ResolvedRevision(ref, commit));
  }
}
