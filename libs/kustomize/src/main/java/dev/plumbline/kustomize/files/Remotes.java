package dev.plumbline.kustomize.files;

import dev.plumbline.git.FileTree;
import dev.plumbline.kustomize.KustomizeException;
import dev.plumbline.kustomize.RemoteReference;
import dev.plumbline.kustomize.RemoteSources;
import dev.plumbline.kustomize.RemoteSources.RemoteTree;
import dev.plumbline.kustomize.UsedRemote;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** What one build gets from outside of its repository; remembers all that it used. */
public final class Remotes {

  private record Wanted(String repository, String ref, boolean submodules) {}

  private final RemoteSources sources;
  private final UnaryOperator<FileTree> view;
  private final Map<Wanted, RemoteTree> repositories = new HashMap<>();
  private final Set<UsedRemote> used = new LinkedHashSet<>();

  /**
   * Nothing used so far.
   *
   * @param view what the build sees of a tree
   */
  public Remotes(RemoteSources sources, UnaryOperator<FileTree> view) {
    this.sources = sources;
    this.view = view;
  }

  /** Nothing at all. */
  static Remotes none() {
    return new Remotes(RemoteSources.REFUSED, UnaryOperator.identity());
  }

  public List<UsedRemote> used() {
    return List.copyOf(used);
  }

  public void used(Collection<UsedRemote> more) {
    used.addAll(more);
  }

  /** The same files each time that one build asks for them. */
  FileTree repository(RemoteReference reference) {
    Wanted wanted = new Wanted(reference.repository(), reference.ref(), reference.submodules());
    RemoteTree known = repositories.get(wanted);
    if (known == null) {
      RemoteTree found = sources.repository(reference);
      known = new RemoteTree(view.apply(found.files()), found.revision());
      repositories.put(wanted, known);
    }
    used.add(new UsedRemote(reference.display(), reference.ref(), known.revision()));
    return known.files();
  }

  /**
   * What is made of a file; only when something is, the build depends on it.
   *
   * @throws KustomizeException when it cannot be had, or whatever the reader throws
   */
  public <T> T file(String url, Function<byte[], T> reader) {
    byte[] bytes = sources.file(url);
    T result = reader.apply(bytes);
    used.add(new UsedRemote(RemoteReference.withoutPassword(url), "", "sha256:" + sha256(bytes)));
    return result;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
