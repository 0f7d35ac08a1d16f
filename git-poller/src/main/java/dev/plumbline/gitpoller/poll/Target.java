package dev.plumbline.gitpoller.poll;

import org.jspecify.annotations.Nullable;

/**
 * What is looked at by one {@code ls-remote}: a repository in one way and with one set of
 * credentials, for all applications that share them.
 *
 * @param repository normalised repository identity
 * @param overHttp whether over HTTP or HTTPS, since its credentials are of no use over SSH
 * @param secretNamespace namespace of the Secret with the credentials; null when there are none
 * @param secretName name of that Secret; null when there are none
 */
public record Target(
    String repository,
    boolean overHttp,
    @Nullable String secretNamespace,
    @Nullable String secretName) {

  /** For people: the repository, and whose credentials. */
  @Override
  public String toString() {
    return secretName == null
        ? repository
        : repository + " (with Secret " + secretNamespace + "/" + secretName + ")";
  }
}
