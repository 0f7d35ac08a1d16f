package dev.plumbline.driftdetector.model;

import dev.plumbline.contracts.ObjectRef;
import java.util.Map;

/** What is lost with an object that is deleted and created anew, for a person. */
final class Losses {

  private static final String PODS = "its pods, which stop before new ones start";

  private static final Map<String, String> BY_KIND =
      Map.ofEntries(
          Map.entry("/PersistentVolumeClaim", "what is on its volume, unless that is retained"),
          Map.entry("/PersistentVolume", "its binding; what is on it, unless it is retained"),
          Map.entry("/Namespace", "every object in it"),
          Map.entry("/Service", "its cluster IP, node ports and the load balancer's address"),
          Map.entry("/ServiceAccount", "its tokens, and so what pods hold of them"),
          Map.entry("/Pod", "its logs and what its containers wrote"),
          Map.entry(
              "apiextensions.k8s.io/CustomResourceDefinition",
              "every object of the kind it defines"),
          Map.entry("batch/Job", "its pods, their logs, and that it ran: it runs again"),
          Map.entry("batch/CronJob", "its Jobs with their pods and logs"),
          Map.entry(
              "apps/StatefulSet",
              PODS + "; its volume claims stay, unless they are to be deleted with it"),
          Map.entry("apps/Deployment", PODS + "; its history of ReplicaSets"),
          Map.entry("apps/DaemonSet", PODS + "; its history"),
          Map.entry("apps/ReplicaSet", PODS),
          Map.entry("networking.k8s.io/Ingress", "the address it has been given"),
          Map.entry("gateway.networking.k8s.io/Gateway", "the address it has been given"));

  private Losses() {}

  /** What is lost. */
  static String of(ObjectRef ref) {
    return BY_KIND.getOrDefault(
        ref.group() + "/" + ref.kind(), "its uid, what others wrote into it, and what it owns");
  }

  /** Whether that is so much that only the object itself may permit it. */
  static boolean arePrecious(ObjectRef ref) {
    return SyncRules.holdsMore(ref)
        || (ref.group().isEmpty() && ref.kind().equals("PersistentVolume"));
  }
}
