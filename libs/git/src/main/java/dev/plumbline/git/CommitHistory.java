package dev.plumbline.git;

import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.AbbreviatedObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/** The commits of a repository, for one question by one thread. */
final class CommitHistory implements AutoCloseable {

  private static final int LONGEST_TEXT = 200;

  private final RevWalk walk;

  CommitHistory(Repository repository) {
    this.walk = new RevWalk(repository);
  }

  boolean contains(CommitId id) throws IOException {
    return find(id).isPresent();
  }

  boolean isAncestor(CommitId ancestor, CommitId descendant) throws IOException {
    Optional<RevCommit> base = find(ancestor);
    Optional<RevCommit> tip = find(descendant);
    return base.isPresent() && tip.isPresent() && walk.isMergedInto(base.get(), tip.get());
  }

  Optional<CommitInfo> info(CommitId id) throws IOException {
    return find(id).map(commit -> info(id, commit));
  }

  private static CommitInfo info(CommitId id, RevCommit commit) {
    PersonIdent author = commit.getAuthorIdent();
    String address = author == null ? "" : shown(author.getEmailAddress());
    return new CommitInfo(
        id,
        Instant.ofEpochSecond(commit.getCommitTime()),
        author == null ? "" : shown(author.getName()),
        address.isEmpty() ? null : address,
        shown(commit.getShortMessage()));
  }

  Optional<ObjectId> tree(CommitId id) throws IOException {
    return find(id).map(commit -> commit.getTree().copy());
  }

  /** Files that one commit has otherwise than the other, as many as are found first. */
  Set<String> changed(CommitId from, CommitId to, int most) throws IOException {
    Optional<ObjectId> before = tree(from);
    Optional<ObjectId> after = tree(to);
    Set<String> paths = new LinkedHashSet<>();
    if (before.isPresent() && after.isPresent()) {
      try (TreeWalk both = new TreeWalk(walk.getObjectReader())) {
        both.addTree(before.get());
        both.addTree(after.get());
        both.setRecursive(true);
        both.setFilter(TreeFilter.ANY_DIFF);
        while (paths.size() < most && both.next()) {
          paths.add(both.getPathString());
        }
      }
    }
    return paths;
  }

  /** The commits, or what tags with such an id stand for, whose id begins with these digits. */
  SortedSet<String> startingWith(String hex) throws IOException {
    SortedSet<String> commits = new TreeSet<>();
    for (ObjectId id : walk.getObjectReader().resolve(AbbreviatedObjectId.fromString(hex))) {
      find(id).ifPresent(commit -> commits.add(commit.name()));
    }
    return commits;
  }

  private Optional<RevCommit> find(CommitId id) throws IOException {
    return id.hex().length() == Constants.OBJECT_ID_STRING_LENGTH
        ? find(ObjectId.fromString(id.hex()))
        : Optional.empty();
  }

  private Optional<RevCommit> find(ObjectId id) throws IOException {
    try {
      return Optional.of(walk.parseCommit(id));
    } catch (MissingObjectException | IncorrectObjectTypeException e) {
      return Optional.empty();
    }
  }

  private static String shown(String text) {
    String clean = text.replaceAll("\\p{Cntrl}", " ").strip();
    return clean.length() <= LONGEST_TEXT ? clean : clean.substring(0, LONGEST_TEXT);
  }

  @Override
  public void close() {
    walk.close();
  }
}
