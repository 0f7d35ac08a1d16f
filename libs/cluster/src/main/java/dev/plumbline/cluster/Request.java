package dev.plumbline.cluster;

import org.jspecify.annotations.Nullable;

/**
 * A request to an API server.
 *
 * @param verb for the listener
 * @param path with query
 * @param contentType of the body; null for none
 * @param ifNoneMatch a former answer's etag, to be told 304 instead of the same again; null for
 *     none
 * @param as who it is made for, instead of whom the credentials are of; null for just those
 */
record Request(
    String verb,
    String method,
    String path,
    String accept,
    @Nullable String contentType,
    @Nullable String body,
    @Nullable String ifNoneMatch,
    @Nullable Impersonation as) {

  Request(
      String verb,
      String method,
      String path,
      String accept,
      @Nullable String contentType,
      @Nullable String body) {
    this(verb, method, path, accept, contentType, body, null, null);
  }

  static Request get(String verb, String path, String accept) {
    return new Request(verb, "GET", path, accept, null, null);
  }

  Request ifNoneMatch(@Nullable String etag) {
    return new Request(verb, method, path, accept, contentType, body, etag, as);
  }

  Request as(@Nullable Impersonation other) {
    return new Request(verb, method, path, accept, contentType, body, ifNoneMatch, other);
  }

  Throttle.Kind kind() {
    return method.equals("GET") ? Throttle.Kind.READ : Throttle.Kind.WRITE;
  }
}
