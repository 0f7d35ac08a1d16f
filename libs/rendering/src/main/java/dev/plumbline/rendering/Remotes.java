package dev.plumbline.rendering;

import dev.plumbline.manifests.RenderException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** What one evaluation asks for outside of its repository, as the project permits. */
public final class Remotes {

  private final ProjectPolicy policy;
  private final Map<RemoteName, RemoteAnswer> known;
  private final SortedMap<RemoteName, String> used = new TreeMap<>();

  /**
   * Nothing used yet.
   *
   * @param known what was got so far
   */
  public Remotes(ProjectPolicy policy, Map<RemoteName, RemoteAnswer> known) {
    this.policy = policy;
    this.known = known;
  }

  /**
   * What is there.
   *
   * @throws RenderException {@code NotPermitted}, or why it could not be had
   * @throws RemoteWanted when it was not asked for yet
   */
  public RemoteAnswer.Found get(RemoteName name) throws RenderException {
    want(List.of(name));
    RemoteAnswer answer = known.get(name);
    if (answer instanceof RemoteAnswer.Failed failed) {
      throw new RenderException(failed.failure());
    }
    RemoteAnswer.Found found = (RemoteAnswer.Found) Objects.requireNonNull(answer);
    used.put(name, found.revision());
    return found;
  }

  /**
   * Sees to it that all of these are at hand, be it that they could not be had.
   *
   * @throws RenderException {@code NotPermitted}
   * @throws RemoteWanted when one was not asked for yet, with all of which this is so
   */
  public void want(Collection<RemoteName> names) throws RenderException {
    for (RemoteName name : names) {
      policy.checkRemote(name);
    }
    List<RemoteName> missing = names.stream().filter(name -> !known.containsKey(name)).toList();
    if (!missing.isEmpty()) {
      throw new RemoteWanted(missing);
    }
  }

  /** Whether each still is what it was. */
  boolean stillAre(Map<RemoteName, String> revisions) throws RenderException {
    want(revisions.keySet());
    for (Map.Entry<RemoteName, String> each : new TreeMap<>(revisions).entrySet()) {
      if (!get(each.getKey()).revision().equals(each.getValue())) {
        return false;
      }
    }
    return true;
  }

  /** What was asked for so far, and its revisions. */
  SortedMap<RemoteName, String> used() {
    return new TreeMap<>(used);
  }
}
