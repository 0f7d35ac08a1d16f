package dev.plumbline.charts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The logins of a Secret of type {@code kubernetes.io/dockerconfigjson}. */
final class DockerConfig {

  private static final ObjectMapper JSON = new ObjectMapper();

  record Login(String username, String password) {}

  private DockerConfig() {}

  /** The login for a registry; null when there is none for it. */
  static @Nullable Login login(String config, String registry) {
    JsonNode auths;
    try {
      auths = JSON.readTree(config).path("auths");
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("The Secret's key .dockerconfigjson is not JSON");
    }
    for (var entries = auths.fields(); entries.hasNext(); ) {
      var entry = entries.next();
      if (names(entry.getKey(), registry)) {
        return login(entry.getValue());
      }
    }
    return null;
  }

  private static boolean names(String key, String registry) {
    String host = key.replaceFirst("^https?://", "").replaceFirst("/.*$", "");
    boolean docker = host.equals("docker.io") || host.equals("index.docker.io");
    return host.equals(registry) || (docker && registry.equals("registry-1.docker.io"));
  }

  private static Login login(JsonNode entry) {
    String auth = entry.path("auth").asText("");
    if (auth.isEmpty()) {
      return new Login(entry.path("username").asText(""), entry.path("password").asText(""));
    }
    try {
      String pair = new String(Base64.getDecoder().decode(auth), StandardCharsets.UTF_8);
      int colon = pair.indexOf(':');
      if (colon >= 0) {
        return new Login(pair.substring(0, colon), pair.substring(colon + 1));
      }
    } catch (IllegalArgumentException e) {
      // Told below, without the value.
    }
    throw new IllegalArgumentException(
        "The Secret's key .dockerconfigjson has an auth that is not base64 of user:password");
  }
}
