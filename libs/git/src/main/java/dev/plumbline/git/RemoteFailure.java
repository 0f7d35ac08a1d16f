package dev.plumbline.git;

import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.errors.TooLargeObjectInPackException;
import org.jspecify.annotations.Nullable;

/** Turns what a transport threw into a reason and a sentence for people. */
final class RemoteFailure {

  private static final List<String> AUTHENTICATION_TEXTS =
      List.of(
          "not authorized",
          "authentication is required",
          "authentication not supported",
          "no more authentication methods",
          "cannot log in",
          "auth fail",
          "permission denied",
          "not permitted");

  private RemoteFailure() {}

  static GitException of(
      RepositoryUrl url,
      Credentials credentials,
      Exception failure,
      @Nullable HttpConversation http,
      @Nullable KnownHosts knownHosts) {
    List<Throwable> chain = chain(failure);
    String refusal = knownHosts == null ? null : knownHosts.refusal();
    if (refusal != null) {
      return say(GitException.Reason.REFUSED, url, refusal);
    }
    if (http != null && http.isOverBudget() || has(chain, TooLargeObjectInPackException.class)) {
      return say(
          GitException.Reason.TOO_LARGE,
          url,
          "The server sent more than is allowed: raise the limit, or make the repository smaller");
    }
    String text = Redaction.foreign(innermost(chain), credentials);
    int status = http == null ? 0 : http.status();
    if (status == 401 || status == 403 || status == 407 || isAuthentication(chain)) {
      return say(
          GitException.Reason.AUTHENTICATION,
          url,
          "The server did not accept the credentials ("
              + text
              + "): check the Secret, whether its token or key has expired, and whether it may read"
              + " this repository");
    }
    if (http != null && http.deadline().isOver() || has(chain, InterruptedIOException.class)) {
      return say(
          GitException.Reason.TIMEOUT, url, "The server took longer than allowed (" + text + ")");
    }
    if (status == 404 || has(chain, NoRemoteRepositoryException.class)) {
      return say(
          GitException.Reason.NOT_FOUND,
          url,
          "There is no such repository, or these credentials may not see it: check the URL");
    }
    return say(GitException.Reason.UNREACHABLE, url, unreachable(chain, text));
  }

  private static String unreachable(List<Throwable> chain, String text) {
    if (has(chain, UnknownHostException.class)) {
      return "The name of the host cannot be resolved: check the URL and DNS";
    }
    if (has(chain, ConnectException.class) || has(chain, NoRouteToHostException.class)) {
      return "No connection to the server (" + text + "): is it up, and does the network let us?";
    }
    if (has(chain, SSLException.class)) {
      return "No trusted TLS connection (" + text + "): for a private CA add ca.crt to the Secret";
    }
    return "The server did not answer as a Git server should (" + text + ")";
  }

  private static boolean isAuthentication(List<Throwable> chain) {
    return chain.stream()
        .map(t -> String.valueOf(t.getMessage()).toLowerCase(Locale.ROOT))
        .anyMatch(message -> AUTHENTICATION_TEXTS.stream().anyMatch(message::contains));
  }

  private static String innermost(List<Throwable> chain) {
    for (int i = chain.size() - 1; i >= 0; i--) {
      String message = chain.get(i).getMessage();
      if (message != null && !message.isBlank()) {
        return message;
      }
    }
    return chain.get(chain.size() - 1).getClass().getSimpleName();
  }

  private static boolean has(List<Throwable> chain, Class<? extends Throwable> type) {
    return chain.stream().anyMatch(type::isInstance);
  }

  private static List<Throwable> chain(Throwable failure) {
    List<Throwable> chain = new ArrayList<>();
    for (Throwable t = failure; t != null && chain.size() < 20; t = t.getCause()) {
      chain.add(t);
    }
    return chain;
  }

  private static GitException say(GitException.Reason reason, RepositoryUrl url, String sentence) {
    return new GitException(reason, url + ": " + sentence);
  }
}
