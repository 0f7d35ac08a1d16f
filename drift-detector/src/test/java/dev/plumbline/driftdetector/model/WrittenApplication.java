package dev.plumbline.driftdetector.model;

import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.resources.Application.Automated;
import dev.plumbline.contracts.resources.Application.CommonMetadata;
import dev.plumbline.contracts.resources.Application.DeletionPolicy;
import dev.plumbline.contracts.resources.Application.Retry;
import dev.plumbline.contracts.resources.Application.SyncPolicy;
import dev.plumbline.contracts.resources.DriftDetection;
import dev.plumbline.contracts.resources.ResourceMeta;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An application, as its owner writes it. */
abstract class WrittenApplication {
  String uid = "app-uid";
  long generation = 1;
  boolean automatic = true;
  boolean prune = true;
  boolean selfHeal = true;
  boolean suspend;
  DriftDetection driftDetection = DriftDetection.OWNERSHIP;
  boolean createNamespace;
  boolean allowEmpty;
  boolean deleting;
  final List<String> syncOptions = new ArrayList<>();
  Map<String, String> ownAnnotations = Map.of();
  String confirmPruningAbove;
  CommonMetadata namespaceMetadata;
  DeletionPolicy deletionPolicy;
  String timeout;
  String serviceAccount;
  String cluster = "in-cluster";
  List<String> finalizers = List.of();
  Retry retry = Retry.DEFAULT;
  List<Application.Dependency> dependsOn = List.of();
  Integer revisionHistoryLimit;

  /** What the cluster has of it. */
  Application application() {
    return new Application(
        new ResourceMeta(
            "team",
            "shop",
            uid,
            generation,
            Map.of(),
            ownAnnotations,
            finalizers,
            Scene.START,
            deleting ? Scene.START : null),
        new Application.Spec(
            null,
            new Application.Source("https://git.example/shop", "main", null, null, null),
            new Application.Destination(cluster, null, "shop"),
            new SyncPolicy(
                new Automated(automatic, prune, selfHeal, allowEmpty),
                options(),
                retry,
                namespaceMetadata,
                confirmPruningAbove),
            null,
            suspend,
            List.of(),
            List.of(),
            List.of(),
            null,
            null,
            null,
            List.of(),
            null,
            null,
            driftDetection,
            List.of(),
            List.of(),
            List.of(),
            dependsOn,
            timeout,
            serviceAccount,
            deletionPolicy,
            revisionHistoryLimit));
  }

  private List<String> options() {
    List<String> all = new ArrayList<>(syncOptions);
    if (createNamespace) {
      all.add("CreateNamespace=true");
    }
    return all;
  }
}
