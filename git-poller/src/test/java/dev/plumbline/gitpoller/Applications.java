package dev.plumbline.gitpoller;

import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.resources.ResourceMeta;
import java.util.List;
import java.util.Map;

/** Applications for tests. */
public final class Applications {

  private Applications() {}

  public static Application of(String name, String url) {
    return of("ns", name, url, null, null);
  }

  public static Application of(
      String namespace, String name, String url, String secret, String interval) {
    return new Application(
        new ResourceMeta(
            namespace, name, "uid-" + name, 1, Map.of(), Map.of(), List.of(), null, null),
        new Application.Spec(
            null,
            new Application.Source(url, "main", name, null, secret),
            new Application.Destination(null, null, null),
            null,
            interval,
            null));
  }
}
