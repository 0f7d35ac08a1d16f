package dev.plumbline.git;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes one name of the many that a remote repository has. Pure; {@link RepositoryUrl} has checked
 * the parts.
 */
final class RepositoryIdentity {

  private static final Set<String> FOLDING_HOSTS =
      Set.of("github.com", "gitlab.com", "bitbucket.org", "dev.azure.com");
  private static final String AZURE = "dev.azure.com";
  private static final String VISUAL_STUDIO = ".visualstudio.com";
  private static final int BITBUCKET_SSH_PORT = 7999;

  private RepositoryIdentity() {}

  /**
   * The identity.
   *
   * @param host lower-case
   * @param port minus one when it is the default of the scheme
   */
  static String of(boolean ssh, String host, int port, String path) {
    List<String> segments =
        Arrays.stream(path.split("/"))
            .filter(segment -> !segment.isEmpty())
            .collect(Collectors.toCollection(ArrayList::new));
    int last = segments.size() - 1;
    String name = segments.get(last);
    if (name.endsWith(".git") && name.length() > ".git".length()) {
      segments.set(last, name.substring(0, name.length() - ".git".length()));
    }
    if (host.equals(AZURE) || host.equals("ssh." + AZURE) || host.endsWith(VISUAL_STUDIO)) {
      return azure(host, segments);
    }
    String server = ssh ? sshServer(host, port) : server(host, port);
    if (!ssh && segments.size() == 3 && segments.get(0).equals("scm")) {
      segments.remove(0); // Bitbucket Data Center over HTTP: /scm/PROJECT/repository
    }
    String joined = server + "/" + String.join("/", segments);
    return FOLDING_HOSTS.contains(server) ? joined.toLowerCase(Locale.ROOT) : joined;
  }

  /**
   * SSH through port 443 has a host of its own (ssh.github.com, altssh.gitlab.com); 7999 is the
   * default of Bitbucket Data Center.
   */
  private static String sshServer(String host, int port) {
    for (String prefix : List.of("ssh.", "altssh.")) {
      String rest = host.startsWith(prefix) ? host.substring(prefix.length()) : "";
      if (rest.contains(".")) {
        return server(rest, port == 443 ? -1 : port);
      }
    }
    return server(host, port == BITBUCKET_SSH_PORT ? -1 : port);
  }

  private static String server(String host, int port) {
    return port < 0 ? host : host + ":" + port;
  }

  /**
   * Azure DevOps: {@code dev.azure.com/ORG/PROJECT/_git/REPO}, {@code
   * ORG.visualstudio.com/PROJECT/_git/REPO}, and over SSH {@code v3/ORG/PROJECT/REPO} on either. A
   * repository named like its project may leave out the project, a collection may be named.
   */
  private static String azure(String host, List<String> path) {
    List<String> parts = new ArrayList<>(path);
    parts.removeIf(segment -> segment.equals("_git") || segment.equals("_ssh"));
    parts.removeIf(segment -> segment.equalsIgnoreCase("DefaultCollection"));
    boolean v3 = parts.size() > 1 && parts.get(0).equals("v3");
    if (v3) {
      parts.remove(0);
    }
    boolean orgInHost = host.endsWith(VISUAL_STUDIO) && !host.startsWith("vs-ssh.");
    if (orgInHost) {
      parts.add(0, host.substring(0, host.length() - VISUAL_STUDIO.length()));
    }
    if (parts.size() == 2) {
      parts.add(parts.get(1));
    }
    if (parts.size() != 3) {
      return (AZURE + "/" + String.join("/", parts)).toLowerCase(Locale.ROOT);
    }
    return (AZURE + "/" + parts.get(0) + "/" + parts.get(1) + "/_git/" + parts.get(2))
        .toLowerCase(Locale.ROOT);
  }
}
