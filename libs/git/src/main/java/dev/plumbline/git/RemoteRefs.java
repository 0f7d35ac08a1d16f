package dev.plumbline.git;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.RefSpec;
import org.jspecify.annotations.Nullable;

/** Asks a server where its refs point: one short conversation, nothing kept on disk. */
public final class RemoteRefs {

  private static final long MAX_BYTES = 64L << 20;

  /** What a mirror keeps, and HEAD. */
  static final List<RefSpec> WANTED =
      List.of(
          new RefSpec(Constants.HEAD),
          new RefSpec("refs/heads/*:refs/heads/*"),
          new RefSpec("refs/tags/*:refs/tags/*"));

  private RemoteRefs() {}

  /**
   * HEAD, all branches and all tags as they are now. The answer of a server may have 64 MiB.
   *
   * @param timeout for the whole conversation over HTTP; for each wait over SSH
   * @throws GitException when the server cannot be asked or does not answer as it should
   */
  public static RefSnapshot list(RepositoryUrl url, Credentials credentials, Duration timeout) {
    try (RemoteSession session = RemoteSession.open(url, credentials, null, timeout, MAX_BYTES)) {
      return list(session);
    }
  }

  static RefSnapshot list(RemoteSession session) {
    try (FetchConnection connection = session.transport().openFetch(WANTED)) {
      return snapshot(connection);
    } catch (IOException
        | RuntimeException e) { // nonsense from a server is not always an IOException
      throw session.explain(e);
    }
  }

  /** What the server advertised. */
  static RefSnapshot snapshot(FetchConnection connection) {
    SortedMap<String, CommitId> refs = new TreeMap<>();
    for (Ref ref : connection.getRefs()) {
      String name = ref.getName();
      ObjectId id = ref.getPeeledObjectId() != null ? ref.getPeeledObjectId() : ref.getObjectId();
      if (isMirrored(name) && id != null) {
        refs.put(name, new CommitId(id.name()));
      }
    }
    Ref head = connection.getRef(Constants.HEAD);
    return new RefSnapshot(refs, head == null ? null : target(head, refs));
  }

  static boolean isMirrored(String name) {
    return name.startsWith(Constants.R_HEADS) || name.startsWith(Constants.R_TAGS);
  }

  /**
   * The branch that HEAD stands for. A server that does not tell symbolic refs tells only the
   * commit: then it is a branch there, {@code main} or {@code master} first; when there is none it
   * is detached.
   */
  private static @Nullable String target(Ref head, SortedMap<String, CommitId> refs) {
    if (head.isSymbolic()) {
      return head.getTarget().getName();
    }
    if (head.getObjectId() == null) {
      return null;
    }
    CommitId commit = new CommitId(head.getObjectId().name());
    for (String usual : List.of("refs/heads/main", "refs/heads/master")) {
      if (commit.equals(refs.get(usual))) {
        return usual;
      }
    }
    for (var ref : refs.entrySet()) {
      if (ref.getKey().startsWith(Constants.R_HEADS) && ref.getValue().equals(commit)) {
        return ref.getKey();
      }
    }
    refs.put(Constants.HEAD, commit);
    return Constants.HEAD;
  }
}
