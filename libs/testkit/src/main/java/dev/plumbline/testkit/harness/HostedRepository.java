package dev.plumbline.testkit.harness;

import dev.plumbline.testkit.GitWorkspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.RemoteRefUpdate;

/**
 * A repository on a Git server, with a developer's clone of it.
 *
 * @param url its clone URL
 * @param work the clone
 */
public record HostedRepository(String url, GitWorkspace work) implements AutoCloseable {

  /**
   * @param from the URL with the credentials in it that it asks for
   */
  static HostedRepository create(Path root, String name, URI url, URI from) {
    GitWorkspace.createBare(root.resolve("bare"), name);
    GitWorkspace work = GitWorkspace.clone(from, root.resolve("clones").resolve(name));
    try {
      work.git().getRepository().updateRef("HEAD").link("refs/heads/main");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new HostedRepository(url.toString(), work);
  }

  /** Writes a file; nobody sees it before a push. */
  public HostedRepository write(String path, String content) {
    work.write(path, content);
    return this;
  }

  /** Removes a file; nobody sees it before a push. */
  public HostedRepository delete(String path) {
    work.delete(path);
    return this;
  }

  /** Commits all and pushes it to {@code main}; gives the commit. */
  public String push(String message) {
    return push(message, "main");
  }

  /** Commits all and pushes it to a branch; gives the commit. */
  public String push(String message, String branch) {
    String commit = work.commit(message);
    RefSpec target = new RefSpec("HEAD:refs/heads/" + branch);
    try {
      for (var result :
          work.git().push().setCredentialsProvider(work.credentials()).setRefSpecs(target).call()) {
        for (RemoteRefUpdate update : result.getRemoteUpdates()) {
          if (update.getStatus() != RemoteRefUpdate.Status.OK) {
            throw new IllegalStateException("not pushed: " + update);
          }
        }
      }
    } catch (GitAPIException e) {
      throw new IllegalStateException("cannot push", e);
    }
    return commit;
  }

  @Override
  public void close() {
    work.close();
  }
}
