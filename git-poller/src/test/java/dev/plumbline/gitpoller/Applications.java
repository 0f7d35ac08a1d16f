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

  /** One of a chart. */
  public static Application ofChart(
      String name, String url, String chart, String version, String secret) {
    return withSource(
        "ns",
        name,
        new Application.Source(url, version, null, null, null, secret, chart, null, null, null),
        null);
  }

  public static Application of(
      String namespace, String name, String url, String secret, String interval) {
    return withSource(
        namespace, name, new Application.Source(url, "main", name, null, secret), interval);
  }

  private static Application withSource(
      String namespace, String name, Application.Source source, String interval) {
    return new Application(
        new ResourceMeta(
            namespace, name, "uid-" + name, 1, Map.of(), Map.of(), List.of(), null, null),
        new Application.Spec(
            null, source, new Application.Destination(null, null, null), null, interval, null));
  }
}
