package dev.plumbline.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.ObjectRef;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One cluster. Calls block until the answer is read or 30 s have passed, and may come from any
 * number of threads; none is repeated by itself except a read whose connection broke. Objects are
 * JSON trees exactly as the server sent them.
 */
public final class ClusterClient implements AutoCloseable {

  private static final String JSON = "application/json";
  private static final String METADATA =
      "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1," + JSON;

  private final String name;
  private final Transport transport;
  private final Discovery discovery;
  private final Listing listing;
  private final Watches watches;
  private final ObjectCalls objects;
  private final boolean whole;

  private ClusterClient(
      String name,
      KubernetesClient client,
      ApiListener listener,
      Clock clock,
      RandomGenerator random,
      WatchPace pace) {
    this.name = name;
    this.transport = new Transport(name, client, listener);
    this.discovery = new Discovery(transport, clock);
    this.listing = new Listing(transport, discovery);
    this.watches = new Watches(this, transport, random, pace);
    this.objects = new ObjectCalls(transport, discovery, null);
    this.whole = true;
  }

  private ClusterClient(ClusterClient of, Impersonation as) {
    this.name = of.name;
    this.transport = of.transport;
    this.discovery = of.discovery;
    this.listing = of.listing;
    this.watches = of.watches;
    this.objects = of.objects.as(as);
    this.whole = false;
  }

  /** A client for the cluster that {@code client} is configured for, which it takes over. */
  public static ClusterClient of(String name, KubernetesClient client) {
    return of(name, client, ApiListener.NONE);
  }

  /** As {@link #of(String, KubernetesClient)}, telling {@code listener} of every request. */
  public static ClusterClient of(String name, KubernetesClient client, ApiListener listener) {
    return of(name, client, listener, WatchPace.NORMAL);
  }

  static ClusterClient of(
      String name, KubernetesClient client, ApiListener listener, WatchPace pace) {
    return new ClusterClient(name, client, listener, Clock.systemUTC(), new SecureRandom(), pace);
  }

  /**
   * The same cluster, where objects are read and written one by one in another's name: what that
   * one may not, this may not. Discovery, lists and watches stay in our own. Closing it does
   * nothing.
   */
  public ClusterClient as(Impersonation other) {
    return new ClusterClient(this, other);
  }

  /** The name Plumbline knows the cluster by. */
  public String name() {
    return name;
  }

  /**
   * Looks a kind up in the version the cluster prefers.
   *
   * @throws ClusterException {@code UNKNOWN_KIND} when the cluster has no such kind
   */
  public ApiResource resolve(String group, String kind) throws ClusterException {
    return discovery.resolve(group, kind);
  }

  /**
   * Looks an object's kind up in the very version of the reference.
   *
   * @throws ClusterException {@code UNKNOWN_KIND} when the cluster has no such kind
   */
  public ApiResource resolve(ObjectRef ref) throws ClusterException {
    return discovery.resolve(ref.group(), ref.version(), ref.kind());
  }

  /** Reads the cluster's version and all that it serves: a few requests, kept nowhere. */
  public ClusterFacts facts() throws ClusterException {
    return ServedApis.read(transport);
  }

  /** Reads every kind that the cluster serves: a few requests, kept nowhere. */
  public ServedKinds kinds() throws ClusterException {
    return KindListing.read(transport);
  }

  /**
   * The schemas that the cluster publishes, read as they are asked for.
   *
   * @param reduce makes of {@code components.schemas} of one group version what is worth keeping
   */
  public <T> ClusterSchemas<T> schemas(Function<JsonNode, T> reduce) {
    return new ClusterSchemas<>(transport, reduce);
  }

  /**
   * Applies a manifest server-side, with strict field validation: a field the kind does not have is
   * an error that names it.
   *
   * @param force take over fields that others own with other values
   * @param dryRun change nothing, only answer as if
   */
  public Applied apply(
      ObjectRef ref, ObjectNode manifest, String fieldManager, boolean force, boolean dryRun)
      throws ClusterException {
    return apply(ref, manifest, new WriteOptions(fieldManager, force, dryRun, true));
  }

  /**
   * Applies a manifest server-side. Where the server refuses because another's member of a union (a
   * volume source, an env value) stands beside ours, that member is taken away first; see {@link
   * UnionMembers}.
   */
  public Applied apply(ObjectRef ref, ObjectNode manifest, WriteOptions options)
      throws ClusterException {
    return objects.apply(ref, manifest, options);
  }

  /**
   * Whether {@link #apply} takes away another's member of a union before it puts ours there, which
   * a dry run cannot do: it is refused.
   */
  public static boolean givesWay(ObjectNode live, ObjectNode manifest) {
    return UnionMembers.swap(live, manifest).isPresent();
  }

  /** Reads an object; empty if it is absent. */
  public Optional<ObjectNode> get(ObjectRef ref) throws ClusterException {
    return objects.get(ref);
  }

  /** Creates an object; {@code CONFLICT} if there is one of that name. */
  public ObjectNode create(ObjectRef ref, ObjectNode object) throws ClusterException {
    return objects.create(ref, object, "");
  }

  /** As {@link #create(ObjectRef, ObjectNode)}, in that manner. */
  public ObjectNode create(ObjectRef ref, ObjectNode object, WriteOptions options)
      throws ClusterException {
    return objects.create(ref, object, options.query());
  }

  /**
   * Patches an object or a subresource of it.
   *
   * @param subresource such as {@code status}; null for the object itself
   * @param fieldManager who the change is put down to
   */
  public ObjectNode patch(
      ObjectRef ref,
      @Nullable String subresource,
      PatchType type,
      JsonNode patch,
      String fieldManager)
      throws ClusterException {
    return objects.patch(ref, subresource, type, patch, fieldManager);
  }

  /**
   * Lists a collection whole, page by page. When the server forgets between two pages what it was
   * listing, that begins anew, in the end in one piece.
   *
   * @param namespace null for all namespaces
   * @param labelSelector null for all objects
   * @param metadataOnly leave out everything but metadata
   * @throws ClusterException {@code EXPIRED} when there is no end of that
   */
  public ObjectPage list(
      ApiResource resource,
      @Nullable String namespace,
      @Nullable String labelSelector,
      boolean metadataOnly)
      throws ClusterException {
    Listed<ObjectNode> listed =
        list(resource, namespace, labelSelector, metadataOnly, Function.identity());
    return new ObjectPage(listed.items(), listed.resourceVersion(), "");
  }

  /** As {@link #list(ApiResource, String, String, boolean)}, keeping less of each object. */
  <T> Listed<T> list(
      ApiResource resource,
      @Nullable String namespace,
      @Nullable String labelSelector,
      boolean metadataOnly,
      Function<ObjectNode, T> reduce)
      throws ClusterException {
    return listing.whole(resource, namespace, labelSelector, metadataOnly, reduce);
  }

  /** What was kept of a collection, and the version it was of. */
  record Listed<T>(List<T> items, String resourceVersion) {}

  /**
   * The metadata of some of a collection's objects in all namespaces, from what the server has at
   * hand: {@code resourceVersionMatch=NotOlderThan} lets its watch cache answer, of a state that is
   * no older than one that was seen. Servers from 1.34 on answer later pages from there too,
   * earlier ones from their store.
   *
   * @param labelSelector null for all objects
   * @param notOlderThan a resourceVersion that was seen
   * @param next where the page before ended; empty for the first
   * @throws ClusterException {@code EXPIRED} when the server does not know any more where that was,
   *     or has never been where we saw it
   */
  public ObjectPage glance(
      ApiResource resource, @Nullable String labelSelector, String notOlderThan, String next)
      throws ClusterException {
    return listing.glance(resource, labelSelector, notOlderThan, next);
  }

  /**
   * Deletes an object.
   *
   * @param uid only if it has this uid; null for any
   * @param resourceVersion only if it has this version; null for any
   */
  public DeleteOutcome delete(
      ObjectRef ref,
      @Nullable String uid,
      @Nullable String resourceVersion,
      Propagation propagation)
      throws ClusterException {
    return objects.delete(ref, uid, resourceVersion, propagation);
  }

  /**
   * Lists a collection, then watches it for ever; failures are told and tried again, a kind that
   * does not exist too.
   *
   * @param namespace null for all namespaces
   * @param labelSelector null for all objects
   * @param metadataOnly leave out everything but metadata
   */
  public ObjectWatch watch(
      ApiResource resource,
      @Nullable String namespace,
      @Nullable String labelSelector,
      boolean metadataOnly,
      WatchListener<?> listener) {
    return watches.start(resource, namespace, labelSelector, metadataOnly, listener);
  }

  /** The request that watches from {@code resourceVersion} for at most so many seconds. */
  static Request watchRequest(
      ApiResource resource,
      @Nullable String namespace,
      @Nullable String labelSelector,
      boolean metadataOnly,
      String resourceVersion,
      int seconds) {
    String path =
        resource.collectionPath(namespace)
            + "?watch=true&allowWatchBookmarks=true&timeoutSeconds="
            + seconds
            + "&resourceVersion="
            + ApiResource.encode(resourceVersion)
            + Listing.selector(labelSelector);
    return Request.get("watch", path, metadataOnly ? METADATA : JSON);
  }

  /** The object with its own apiVersion and kind, which lists and metadata answers leave out. */
  static ObjectNode named(ObjectNode object, ApiResource resource) {
    object.put("apiVersion", resource.apiVersion());
    object.put("kind", resource.kind());
    return object;
  }

  /** Forgets how a kind is served, to look it up again. */
  void forget(ApiResource resource) {
    discovery.forget(resource);
  }

  static boolean isSecret(ApiResource resource) {
    return resource.group().isEmpty() && resource.kind().equals("Secret");
  }

  /**
   * Goes on over another client, which it takes over: the same cluster with other credentials or at
   * another address. The former client is closed: a request under way on it fails as unreachable,
   * and watches go on over the new one.
   */
  public void reconnect(KubernetesClient client) {
    transport.reconnect(client);
  }

  /** Asks no more of the cluster than that from now on; there is no limit before. */
  public void limit(RequestLimits limits) {
    transport.limit(limits);
  }

  /** Ends all watches and closes the client underneath. */
  @Override
  public void close() {
    if (whole) {
      watches.close();
      transport.close();
    }
  }
}
