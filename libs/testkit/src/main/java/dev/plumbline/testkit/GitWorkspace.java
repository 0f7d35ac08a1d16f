package dev.plumbline.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;

/** A developer's clone: writes files, commits and pushes. */
public final class GitWorkspace implements AutoCloseable {

  private static final PersonIdent AUTHOR = new PersonIdent("Dev", "dev@example.com");

  private final Git git;
  private final Path directory;
  private final CredentialsProvider credentials;

  private GitWorkspace(Git git, Path directory, CredentialsProvider credentials) {
    this.git = git;
    this.directory = directory;
    this.credentials = credentials;
  }

  /**
   * Clones a repository.
   *
   * @param url with {@code user:token@} where pushing needs them
   * @param directory where to; must be empty or absent
   */
  public static GitWorkspace clone(URI url, Path directory) {
    String userInfo = url.getUserInfo() == null ? "none:none" : url.getUserInfo();
    String[] parts = userInfo.split(":", 2);
    CredentialsProvider credentials = new UsernamePasswordCredentialsProvider(parts[0], parts[1]);
    String plain = url.toString().replaceFirst("//[^/@]*@", "//");
    try {
      Git git =
          Git.cloneRepository()
              .setURI(plain)
              .setDirectory(directory.toFile())
              .setCredentialsProvider(credentials)
              .call();
      return new GitWorkspace(git, directory, credentials);
    } catch (GitAPIException e) {
      throw new IllegalStateException("cannot clone " + plain, e);
    }
  }

  /** Makes an empty bare repository {@code name.git} below a directory, with HEAD at main. */
  public static void createBare(Path root, String name) {
    try {
      Git.init()
          .setBare(true)
          .setInitialBranch("main")
          .setDirectory(root.resolve(name + ".git").toFile())
          .call()
          .close();
    } catch (GitAPIException e) {
      throw new IllegalStateException("cannot create " + name, e);
    }
  }

  /** What it was cloned with. */
  public CredentialsProvider credentials() {
    return credentials;
  }

  /** Writes a file, making its folders. */
  public GitWorkspace write(String path, String content) {
    try {
      Path file = directory.resolve(path);
      Files.createDirectories(file.getParent());
      Files.writeString(file, content);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes a file. */
  public GitWorkspace delete(String path) {
    try {
      Files.delete(directory.resolve(path));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Commits whatever differs and pushes it; gives the commit in hex. */
  public String push(String message) {
    String commit = commit(message);
    push();
    return commit;
  }

  /** Commits whatever differs; gives the commit in hex. */
  public String commit(String message) {
    try {
      git.add().addFilepattern(".").call();
      git.add().setUpdate(true).addFilepattern(".").call();
      return git.commit()
          .setMessage(message)
          .setAuthor(AUTHOR)
          .setCommitter(AUTHOR)
          .setSign(false)
          .call()
          .name();
    } catch (GitAPIException e) {
      throw new IllegalStateException("cannot commit", e);
    }
  }

  /** Pushes the current branch. */
  public void push() {
    try {
      for (var result : git.push().setCredentialsProvider(credentials).call()) {
        for (RemoteRefUpdate update : result.getRemoteUpdates()) {
          if (update.getStatus() != RemoteRefUpdate.Status.OK) {
            throw new IllegalStateException("not pushed: " + update);
          }
        }
      }
    } catch (GitAPIException e) {
      throw new IllegalStateException("cannot push", e);
    }
  }

  /** The clone itself, for whatever else a test does. */
  public Git git() {
    return git;
  }

  @Override
  public void close() {
    git.close();
  }
}
