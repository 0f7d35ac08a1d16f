package dev.plumbline.git;

import java.net.URISyntaxException;
import java.time.Duration;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.SshTransport;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.sshd.SshdSessionFactory;
import org.jspecify.annotations.Nullable;

/**
 * One conversation with a server: a transport set up for a URL and credentials, with a deadline and
 * a byte budget, and the knowledge to explain its failures.
 */
final class RemoteSession implements AutoCloseable {

  private final RepositoryUrl url;
  private final Credentials credentials;
  private final Deadline deadline;
  private final Transport transport;
  private @Nullable HttpConversation http;
  private @Nullable SshdSessionFactory ssh;
  private @Nullable KnownHosts knownHosts;

  private RemoteSession(
      RepositoryUrl url, Credentials credentials, Deadline deadline, Transport transport) {
    this.url = url;
    this.credentials = credentials;
    this.deadline = deadline;
    this.transport = transport;
  }

  /**
   * Prepares the conversation; nothing is sent yet.
   *
   * @param local where a fetch goes; null to only list refs
   * @param maxBytes most bytes that HTTP answers may have together
   */
  static RemoteSession open(
      RepositoryUrl url,
      Credentials given,
      @Nullable Repository local,
      Duration timeout,
      long maxBytes) {
    IsolatedGit.ensure();
    Credentials credentials = url.effective(given);
    requireFitting(url, credentials);
    Deadline deadline = Deadline.in(timeout);
    RemoteSession session =
        new RemoteSession(url, credentials, deadline, transport(url, credentials, local));
    try {
      session.configure(maxBytes);
      return session;
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }

  private static Transport transport(
      RepositoryUrl url, Credentials credentials, @Nullable Repository local) {
    try {
      URIish uri = new URIish(url.transport());
      return local == null ? Transport.open(uri) : Transport.open(local, uri);
    } catch (NotSupportedException | TransportException | URISyntaxException e) {
      throw RemoteFailure.of(url, credentials, e, null, null);
    }
  }

  private void configure(long maxBytes) {
    transport.setTimeout(deadline.seconds());
    if (transport instanceof TransportHttp httpTransport) {
      http = new HttpConversation(url.transport(), credentials, deadline, maxBytes);
      httpTransport.setHttpConnectionFactory(http);
    }
    if (transport instanceof SshTransport sshTransport
        && credentials instanceof Credentials.SshKey key) {
      knownHosts = new KnownHosts(key.knownHosts());
      ssh = SshSessions.create(key, knownHosts);
      sshTransport.setSshSessionFactory(ssh);
    }
  }

  /**
   * Refuses what cannot work before anything is sent, above all a secret over the wrong protocol.
   */
  private static void requireFitting(RepositoryUrl url, Credentials credentials) {
    boolean hasKey = credentials instanceof Credentials.SshKey;
    if (url.isSsh() && !hasKey) {
      throw new GitException(
          GitException.Reason.AUTHENTICATION,
          url + " is an SSH URL: its Secret needs the keys sshPrivateKey and known_hosts");
    }
    if (url.isHttp() && hasKey) {
      throw new GitException(
          GitException.Reason.AUTHENTICATION,
          url
              + " is an HTTP URL, but its Secret holds an SSH key: use username and password or"
              + " bearerToken, or write the URL as ssh://");
    }
  }

  Transport transport() {
    return transport;
  }

  Deadline deadline() {
    return deadline;
  }

  /** What to tell people about a failure of this conversation. */
  GitException explain(Exception failure) {
    return RemoteFailure.of(url, credentials, failure, http, knownHosts);
  }

  @Override
  public void close() {
    transport.close();
    if (ssh != null) {
      ssh.close();
    }
  }
}
