package dev.plumbline.manifests;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.manifest.Cleaned;
import dev.plumbline.cluster.manifest.KindScopes;
import dev.plumbline.cluster.manifest.ManifestCleaner;
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
import java.util.List;
import java.util.Map;
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
  private final Map<ObjectRef, SourceObject> objects = new TreeMap<>();
  private final Map<String, SourceObject> byId = new HashMap<>();
  private final Map<String, Boolean> definedHere = new HashMap<>();
  private final List<SourceError> errors = new ArrayList<>();

  private ManifestSet(String defaultNamespace) {
    this.defaultNamespace = defaultNamespace;
  }

  /**
   * Checks and cleans.
   *
   * @param defaultNamespace for namespaced objects that name none
   * @throws RenderException {@code InvalidManifest} with every fault, or {@code TooLarge}
   */
  public static ManifestSet of(
      List<SourceObject> found, String defaultNamespace, RenderLimits limits)
      throws RenderException {
    checkSize(found, limits);
    ManifestSet set = new ManifestSet(defaultNamespace);
    List<SourceObject> sound = new ArrayList<>();
    for (SourceObject object : found) {
      List<SourceError> wrong = ManifestShape.check(object);
      set.errors.addAll(wrong);
      if (wrong.isEmpty()) {
        set.learnScope(object.manifest());
        sound.add(object);
      }
    }
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

  /** The manifests in the order of their references: digests over the clear text, then sealed. */
  public List<Manifest> sealed(SecretCipher cipher) {
    List<Manifest> manifests = new ArrayList<>();
    objects.forEach(
        (ref, object) ->
            manifests.add(
                new Manifest(
                    ref,
                    cipher.seal(object.manifest()),
                    cipher.digest(object.manifest()),
                    object.place().toString())));
    return manifests;
  }

  private void learnScope(ObjectNode manifest) {
    if (manifest.path("kind").asText().equals(CRD)
        && manifest.path("apiVersion").asText().startsWith(CRD_GROUP)) {
      definedHere.put(
          manifest.at("/spec/group").asText() + "/" + manifest.at("/spec/names/kind").asText(),
          manifest.at("/spec/scope").asText().equals("Cluster"));
    }
  }

  private void add(SourceObject object) {
    Cleaned cleaned = ManifestCleaner.clean(object.manifest());
    for (String error : cleaned.errors()) {
      errors.add(new SourceError(object.place().file(), object.place().line(), null, error));
    }
    ObjectNode manifest = cleaned.manifest();
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
    String group = ObjectRef.of(apiVersion, kind, "", "").group();
    String namespace = "";
    if (isClusterScoped(group, kind)) {
      metadata.remove("namespace");
    } else {
      String given = metadata.path("namespace").asText("");
      namespace = given.isEmpty() ? defaultNamespace : given;
      metadata.put("namespace", namespace);
    }
    return ObjectRef.of(apiVersion, kind, namespace, metadata.path("name").asText());
  }

  private boolean isClusterScoped(String group, String kind) {
    Boolean defined = definedHere.get(group + "/" + kind);
    return defined == null ? KindScopes.isClusterScoped(group, kind) : defined;
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
