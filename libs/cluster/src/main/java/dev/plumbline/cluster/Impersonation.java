package dev.plumbline.cluster;

import java.util.regex.Pattern;

/**
 * In whose name requests are made, instead of in that of the credentials' owner, who must be let:
 * then the rights of the one that is named decide.
 *
 * @param user as the API server knows it
 */
public record Impersonation(String user) {

  private static final String SERVICE_ACCOUNT = "system:serviceaccount:";
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");

  /**
   * A service account. Its groups are those that the API server puts each of them into by itself:
   * so nobody needs to be let name groups, of which some may do everything.
   */
  public static Impersonation serviceAccount(String namespace, String name) {
    if (!NAME.matcher(namespace).matches() || !NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "expected a namespace and the name of a service account, got '%s' and '%s'"
              .formatted(namespace, name));
    }
    return new Impersonation(SERVICE_ACCOUNT + namespace + ":" + name);
  }
}
