package dev.plumbline.notifier;

import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.DriftEvent;
import dev.plumbline.contracts.events.HealthStatus;
import dev.plumbline.contracts.events.ObjectDrift;
import dev.plumbline.contracts.events.ObjectDrift.PathDrift;
import dev.plumbline.contracts.events.ObjectFailure;
import dev.plumbline.contracts.events.ObjectHealth;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.RenderResult;
import dev.plumbline.contracts.events.SourceRevision;
import dev.plumbline.contracts.events.SyncEvent;
import dev.plumbline.contracts.events.Trigger;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.resources.NotificationProvider;
import dev.plumbline.contracts.resources.NotificationRoute;
import dev.plumbline.contracts.resources.NotificationRoute.ApplicationSelector;
import dev.plumbline.contracts.resources.NotificationRoute.Subject;
import dev.plumbline.contracts.resources.ResourceMeta;
import dev.plumbline.contracts.resources.SecretKeyRef;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Events and resources for tests, all about one application unless another is named. */
public final class Samples {
  public static final ApplicationKey KEY = new ApplicationKey("shop", "web");
  public static final String UID = "uid-1";
  public static final Instant TIME = Instant.parse("2026-03-01T10:00:00Z");
  public static final ObjectRef WEB = ObjectRef.of("apps/v1", "Deployment", "shop", "web");
  public static final ObjectRef SETTINGS = ObjectRef.of("v1", "ConfigMap", "shop", "settings");

  private Samples() {}

  public static Trigger trigger() {
    return new Trigger(Trigger.Cause.WEBHOOK, "alice", "e-1", TIME);
  }

  public static List<SourceRevision> revisions(String commit) {
    return List.of(new SourceRevision("git.example.com/shop", "main", commit));
  }

  public static ObjectDrift changed(ObjectRef ref, String path, String wanted, String live) {
    return new ObjectDrift(
        ref,
        ObjectDrift.Kind.CHANGED,
        List.of(new PathDrift(path, wanted, live)),
        "kubectl-edit",
        "Update",
        TIME);
  }

  public static ObjectDrift missing(ObjectRef ref) {
    return new ObjectDrift(ref, ObjectDrift.Kind.MISSING, List.of(), null, null, null);
  }

  public static DriftEvent.Detected drift(ObjectDrift... objects) {
    return drift(KEY, UID, true, objects);
  }

  public static DriftEvent.Detected drift(
      ApplicationKey key, String uid, boolean heals, ObjectDrift... objects) {
    return new DriftEvent.Detected(
        key,
        uid,
        revisions("abcdef0123456789"),
        Arrays.asList(objects),
        heals,
        heals ? null : "selfHeal is off",
        TIME);
  }

  public static DriftEvent.Cleared cleared(ApplicationKey key, String uid) {
    return new DriftEvent.Cleared(key, uid, revisions("abcdef0123456789"), 4_200, TIME);
  }

  public static RenderResult.Failed renderFailed(String message) {
    return renderFailed(KEY, UID, message);
  }

  public static RenderResult.Failed renderFailed(ApplicationKey key, String uid, String message) {
    return new RenderResult.Failed(
        key,
        uid,
        1,
        revisions("abcdef0123456789"),
        trigger(),
        RenderResult.FailureReason.InvalidManifest,
        message,
        List.of(new RenderResult.SourceError("web/deploy.yaml", 12, "spec.replicas", "a number")));
  }

  public static RenderResult.Succeeded rendered(ApplicationKey key, String uid) {
    return new RenderResult.Succeeded(
        key, uid, 1, revisions("abcdef0123456789"), trigger(), 2, "key", 3, 20);
  }

  public static RenderResult.Unchanged unchanged() {
    return new RenderResult.Unchanged(
        KEY, UID, 1, revisions("abcdef0123456789"), trigger(), 2, "key");
  }

  public static SyncEvent.Failed syncFailed(int attempt, ObjectFailure... failures) {
    return new SyncEvent.Failed(
        KEY,
        UID,
        "p" + attempt,
        PlanMade.Reason.NEW_REVISION,
        revisions("abcdef0123456789"),
        trigger(),
        SyncEvent.Counts.NONE,
        Arrays.asList(failures),
        attempt);
  }

  public static ObjectFailure failure(ObjectRef ref, String reason, String message) {
    return new ObjectFailure(ref, reason, message, false);
  }

  public static SyncEvent.Succeeded synced() {
    return new SyncEvent.Succeeded(
        KEY,
        UID,
        "p9",
        PlanMade.Kind.APPLY,
        PlanMade.Reason.NEW_REVISION,
        revisions("abcdef0123456789"),
        trigger(),
        SyncEvent.Counts.NONE,
        300);
  }

  public static SyncEvent.Superseded superseded() {
    return new SyncEvent.Superseded(
        KEY, UID, "p1", revisions("a"), trigger(), SyncEvent.Counts.NONE, "by p2");
  }

  public static DriftEvent.ConvergenceLost lost(String message) {
    return new DriftEvent.ConvergenceLost(
        KEY,
        UID,
        revisions("abcdef0123456789"),
        HealthStatus.Degraded,
        message,
        List.of(new ObjectHealth(WEB, HealthStatus.Degraded, "ImagePullBackOff: no such image")),
        TIME);
  }

  /** A question of which {@code count} objects are asked, the first two of them named. */
  public static DriftEvent.ConfirmationRequired confirmationRequired(String digest, int count) {
    return new DriftEvent.ConfirmationRequired(
        KEY,
        UID,
        revisions("abcdef0123456789"),
        List.of(WEB, SETTINGS).subList(0, Math.min(2, count)),
        count,
        "more than 50 % of the application's objects would be deleted",
        digest,
        TIME);
  }

  public static DriftEvent.ConvergenceReached reached(String commit) {
    return reached(KEY, UID, commit);
  }

  public static DriftEvent.ConvergenceReached reached(
      ApplicationKey key, String uid, String commit) {
    return new DriftEvent.ConvergenceReached(key, uid, revisions(commit), trigger(), 1_500, TIME);
  }

  public static ResourceMeta meta(
      String namespace, String name, String uid, Map<String, String> labels) {
    return new ResourceMeta(namespace, name, uid, 1, labels, Map.of(), List.of(), null, null);
  }

  public static Application application(ApplicationKey key, String uid) {
    return new Application(
        meta(key.namespace(), key.name(), uid, Map.of("team", "web")),
        new Application.Spec(
            null,
            new Application.Source("https://git.example.com/shop.git", null, null, null, null),
            new Application.Destination(null, null, "shop"),
            null,
            null,
            null));
  }

  public static NotificationProvider provider(
      String type, String name, String address, String secret, Boolean suspend) {
    return new NotificationProvider(
        meta("shop", name, "u-" + name, Map.of()),
        new NotificationProvider.Spec(
            type, address, null, secret == null ? null : new SecretKeyRef(secret, null), suspend));
  }

  public static NotificationRoute route(
      String namespace,
      List<String> providers,
      List<Subject> events,
      ApplicationSelector applications) {
    return new NotificationRoute(
        meta(namespace, "route", "u-route", Map.of()),
        new NotificationRoute.Spec(providers, events, applications));
  }
}
