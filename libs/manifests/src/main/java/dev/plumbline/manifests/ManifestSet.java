package dev.plumbline.manifests;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.manifest.Cleaned;
import dev.plumbline.cluster.manifest.KindScopes;
import dev.plumbline.cluster.manifest.ManifestCleaner;
import dev.plumbline.cluster.sync.SyncTraits;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.Manifest;
import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.contracts.events.RenderResult.SourceError;
import dev.plumbline.contracts.secrets.SecretCipher;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Makes the manifests of a desired state from what a renderer found: checked, with their
 * namespaces, cleaned for server-side apply, without doubles, in order; digests taken and Secrets
 * sealed.
 */
public final class ManifestSet {

  private static final String CRD = "CustomResourceDefinition";
  private static final String CRD_GROUP = "apiextensions.k8s.io/";

  private final String defaultNamespace;
  private final Discretion discretion;
  private final Map<ObjectRef, SourceObject> objects = new TreeMap<>();
  private final Map<String, SourceObject> byId = new HashMap<>();
  private final Map<KindScope.Kind, Boolean> scopes = new HashMap<>();
  private final List<SourceError> errors = new ArrayList<>();

  private ManifestSet(String defaultNamespace, Discretion discretion) {
    this.defaultNamespace = defaultNamespace;
    this.discretion = discretion;
  }

  /**
   * Checks and cleans.
   *
   * @param defaultNamespace for namespaced objects that name none
   * @param destination asked for the kinds that are neither Kubernetes' own nor defined in the set
   * @throws RenderException {@code InvalidManifest} with every fault, or {@code TooLarge}
   */
  public static ManifestSet of(
      List<SourceObject> found,
      String defaultNamespace,
      KindScope destination,
      RenderLimits limits,
      Discretion discretion)
      throws RenderException {
    checkSize(found, limits);
    ManifestSet set = new ManifestSet(defaultNamespace, discretion);
    List<SourceObject> sound = new ArrayList<>();
    for (SourceObject object : found) {
      List<SourceError> wrong = ManifestShape.check(object, discretion);
      set.errors.addAll(wrong);
      if (wrong.isEmpty()) {
        set.learnScope(object.manifest());
        sound.add(object);
      }
    }
    set.ask(destination, sound);
    sound.forEach(set::add);
    if (!set.errors.isEmpty()) {
      throw new RenderException(RenderFailure.of(FailureReason.InvalidManifest, set.errors));
    }
    return set;
  }

  /** The objects, in order, and where each was read. */
  public Map<ObjectRef, Place> places() {
    Map<ObjectRef, Place> places = new TreeMap<>();
    objects.forEach((ref, object) -> places.put(ref, object.place()));
    return places;
  }

  /** Whether there is no object. */
  public boolean isEmpty() {
    return objects.isEmpty();
  }

  /** Whether there are objects, and all of them are hooks: whatever else was there would go. */
  public boolean hasHooksOnly() {
    return !isEmpty()
        && objects.values().stream().allMatch(object -> SyncTraits.of(object.manifest()).hook());
  }

  /**
   * The manifests in the order of their references: digests over the clear text, then sealed.
   *
   * @param secret what must not be told of objects that are no Secrets either
   */
  public List<Manifest> sealed(SecretCipher cipher, SecretValues secret) {
    List<Manifest> manifests = new ArrayList<>();
    objects.forEach(
        (ref, object) -> {
          ObjectNode sealed = cipher.seal(object.manifest(), secret::isIn);
          manifests.add(
              new Manifest(
                  ref,
                  sealed,
                  cipher.digest(object.manifest(), SecretCipher.isSensitive(sealed)),
                  object.place().toString()));
        });
    return manifests;
  }

  private void learnScope(ObjectNode manifest) {
    if (manifest.path("kind").asText().equals(CRD)
        && manifest.path("apiVersion").asText().startsWith(CRD_GROUP)) {
      scopes.put(
          new KindScope.Kind(
              manifest.at("/spec/group").asText(), manifest.at("/spec/names/kind").asText()),
          manifest.at("/spec/scope").asText().equals("Cluster"));
    }
  }

  private void ask(KindScope destination, List<SourceObject> sound) throws RenderException {
    Set<KindScope.Kind> unknown = new LinkedHashSet<>();
    for (SourceObject object : sound) {
      KindScope.Kind kind = kind(object.manifest());
      if (!scopes.containsKey(kind) && !KindScopes.isBuiltIn(kind.group())) {
        unknown.add(kind);
      }
    }
    if (!unknown.isEmpty()) {
      scopes.putAll(destination.clusterScoped(unknown));
    }
  }

  private static KindScope.Kind kind(ObjectNode manifest) {
    String kind = manifest.path("kind").asText();
    return new KindScope.Kind(
        ObjectRef.of(manifest.path("apiVersion").asText(), kind, "", "").group(), kind);
  }

  private void add(SourceObject object) {
    Cleaned cleaned = ManifestCleaner.clean(object.manifest());
    for (String error : cleaned.errors()) {
      errors.add(new SourceError(object.place().file(), object.place().line(), null, error));
    }
    ObjectNode manifest = cleaned.manifest();
    GeneratedName.give(manifest, discretion::digest);
    ObjectRef ref = refer(manifest);
    SourceObject earlier = byId.putIfAbsent(ref.id(), new SourceObject(manifest, object.place()));
    if (earlier != null) {
      errors.add(
          new SourceError(
              object.place().file(),
              object.place().line(),
              null,
              ref + " is there twice, first in " + earlier.place() + ": remove one"));
      return;
    }
    objects.put(ref, new SourceObject(manifest, object.place()));
  }

  /** Names the object, and writes or removes its namespace. */
  private ObjectRef refer(ObjectNode manifest) {
    String apiVersion = manifest.path("apiVersion").asText();
    String kind = manifest.path("kind").asText();
    ObjectNode metadata = manifest.withObject("/metadata");
    String namespace = "";
    if (isClusterScoped(kind(manifest))) {
      metadata.remove("namespace");
    } else {
      String given = metadata.path("namespace").asText("");
      namespace = given.isEmpty() ? defaultNamespace : given;
      metadata.put("namespace", namespace);
    }
    return ObjectRef.of(apiVersion, kind, namespace, metadata.path("name").asText());
  }

  private boolean isClusterScoped(KindScope.Kind kind) {
    Boolean told = scopes.get(kind);
    return told == null ? KindScopes.isClusterScoped(kind.group(), kind.kind()) : told;
  }

  /** Measured before cleaning, which copies values that aliases share. */
  private static void checkSize(List<SourceObject> found, RenderLimits limits)
      throws RenderException {
    if (found.size() > limits.maxObjects()) {
      throw tooLarge("renders to " + found.size() + " objects", limits.maxObjects());
    }
    try (SizeMeter meter = new SizeMeter(limits.maxRenderedBytes())) {
      for (SourceObject object : found) {
        Json.mapper().writeValue(meter, object.manifest());
      }
    } catch (IOException e) {
      throw tooLarge("renders to too many bytes of JSON", limits.maxRenderedBytes());
    }
  }

  private static RenderException tooLarge(String what, long limit) {
    return new RenderException(
        FailureReason.TooLarge,
        "the application "
            + what
            + "; the limit is "
            + limit
            + ": split it into several applications");
  }

  /** Counts, keeps nothing, and refuses what is beyond the limit. */
  private static final class SizeMeter extends OutputStream {
    private long left;

    SizeMeter(long limit) {
      this.left = limit;
    }

    @Override
    public void write(int b) throws IOException {
      spend(1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      spend(length);
    }

    private void spend(int bytes) throws IOException {
      left -= bytes;
      if (left < 0) {
        throw new IOException("over the limit");
      }
    }
  }
}
