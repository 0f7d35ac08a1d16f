package dev.plumbline.embedded;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** A user and a token for HTTP Basic authentication. */
record Credentials(String user, String token) {

  /** Compares in constant time, so that an answer's time tells nothing about the token. */
  boolean accepts(@Nullable String authorization) {
    if (authorization == null) {
      return false;
    }
    return MessageDigest.isEqual(
        header().getBytes(StandardCharsets.UTF_8), authorization.getBytes(StandardCharsets.UTF_8));
  }

  private String header() {
    String pair = user + ":" + token;
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return "Credentials[user=" + user + ", token=***]";
  }
}
