package dev.plumbline.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.ClusterException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads collections page by page. */
final class Listing {

  private static final String JSON = "application/json";
  private static final String METADATA =
      "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1," + JSON;
  private static final int PAGE_SIZE = 500;
  private static final int ATTEMPTS = 3;

  private final Transport transport;
  private final Discovery discovery;

  Listing(Transport transport, Discovery discovery) {
    this.transport = transport;
    this.discovery = discovery;
  }

  /** All of a collection; see {@link ClusterClient#list}. */
  <T> ClusterClient.Listed<T> whole(
      ApiResource resource,
      @Nullable String namespace,
      @Nullable String labelSelector,
      boolean metadataOnly,
      Function<ObjectNode, T> reduce)
      throws ClusterException {
    String all = resource.collectionPath(namespace) + "?" + selector(labelSelector);
    for (int attempt = 1; ; attempt++) {
      String limit = attempt < ATTEMPTS ? "&limit=" + PAGE_SIZE : "";
      List<T> items = new ArrayList<>();
      String token = "";
      try {
        ObjectPage page;
        do {
          page = page(resource, all + limit + continuing(token), metadataOnly);
          page.items().forEach(item -> items.add(reduce.apply(item)));
          token = page.next();
        } while (!token.isEmpty());
        return new ClusterClient.Listed<>(items, page.resourceVersion());
      } catch (ClusterException e) {
        if (e.reason() != Reason.EXPIRED || token.isEmpty() || attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /** A page of a collection's metadata; see {@link ClusterClient#glance}. */
  ObjectPage glance(
      ApiResource resource, @Nullable String labelSelector, String notOlderThan, String next)
      throws ClusterException {
    String from =
        notOlderThan.isEmpty()
            ? ""
            : "&resourceVersionMatch=NotOlderThan&resourceVersion="
                + ApiResource.encode(notOlderThan);
    return page(
        resource,
        resource.collectionPath(null)
            + "?limit="
            + PAGE_SIZE
            + selector(labelSelector)
            + (next.isEmpty() ? from : continuing(next)),
        true);
  }

  private ObjectPage page(ApiResource resource, String path, boolean metadataOnly)
      throws ClusterException {
    String subject = "list of " + resource.plural();
    String accept = metadataOnly ? METADATA : JSON;
    Answer answer = transport.send(Request.get("list", path.replace("?&", "?"), accept));
    if (answer.code() == 404) {
      discovery.forget(resource);
    }
    if (!answer.ok()) {
      throw StatusErrors.of(answer, subject, ClusterClient.isSecret(resource));
    }
    ObjectNode page = answer.object(subject);
    List<ObjectNode> items = new ArrayList<>();
    for (JsonNode item : page.path("items")) {
      if (item instanceof ObjectNode object) {
        items.add(ClusterClient.named(object, resource));
      }
    }
    JsonNode metadata = page.path("metadata");
    return new ObjectPage(
        items, metadata.path("resourceVersion").asText(""), metadata.path("continue").asText(""));
  }

  private static String continuing(String token) {
    return token.isEmpty() ? "" : "&continue=" + ApiResource.encode(token);
  }

  /** The parameter that selects by labels; empty for all. */
  static String selector(@Nullable String labelSelector) {
    return labelSelector == null || labelSelector.isEmpty()
        ? ""
        : "&labelSelector=" + ApiResource.encode(labelSelector);
  }
}
