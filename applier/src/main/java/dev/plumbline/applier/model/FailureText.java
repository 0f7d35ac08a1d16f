package dev.plumbline.applier.model;

import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.ObjectFailure;
import dev.plumbline.contracts.events.PlanMade;
import java.util.List;

/** Says of a failure what a person needs: the object, the cluster's own reason, what to do. */
final class FailureText {

  private static final int MAX_DETAIL = 600;

  private FailureText() {}

  static ObjectFailure of(ObjectTask task, Fault fault, String cluster) {
    return new ObjectFailure(
        task.ref(),
        fault.reason(),
        task.ref() + ": " + advice(task, fault, cluster),
        fault.cause().mayHeal());
  }

  static ObjectFailure held(ObjectTask task, List<String> finalizers) {
    String by =
        finalizers.isEmpty() ? "" : " because of finalizers " + String.join(", ", finalizers);
    return new ObjectFailure(
        task.ref(),
        Fault.Cause.HELD.reason(),
        task.ref()
            + ": its deletion was asked for, but it is still there"
            + by
            + "; "
            + reason(finalizers),
        true);
  }

  private static String reason(List<String> finalizers) {
    if (finalizers.contains("foregroundDeletion")) {
      return "what it owns goes first: see what of that is still there";
    }
    return finalizers.contains("kubernetes.io/pvc-protection")
        ? "a pod still uses it"
        : "find out why their controller does not remove them";
  }

  /** What is said of the sync as a whole is said of its first object. */
  static ObjectFailure unrecordable(PlanMade plan, String why) {
    return new ObjectFailure(
        Shortfall.any(plan),
        "InventoryTooLarge",
        "what was applied cannot be recorded ("
            + detail(why)
            + "); split the application into smaller ones",
        false);
  }

  /** So is what is said of a plan that was not begun. */
  static ObjectFailure tooLarge(PlanMade plan, String why) {
    return new ObjectFailure(
        Shortfall.any(plan),
        "PlanTooLarge",
        "the plan, with "
            + plan.desiredObjects().size()
            + " objects, cannot be kept while it is carried out ("
            + detail(why)
            + "); nothing of it was done: split the application into smaller ones",
        false);
  }

  private static String advice(ObjectTask task, Fault fault, String cluster) {
    ObjectRef ref = task.ref();
    String said = detail(fault.message());
    return switch (fault.cause()) {
      case UNREACHABLE -> "cluster " + cluster + " could not be reached: " + said;
      case TIMEOUT -> "cluster " + cluster + " did not answer in time: " + said;
      case BUSY -> "cluster " + cluster + " is too busy: " + said;
      case UNAUTHORIZED ->
          "cluster "
              + cluster
              + " does not accept Plumbline's credentials: "
              + said
              + "; renew them";
      case FORBIDDEN ->
          said
              + "; let "
              + (said.startsWith("as service account ") ? "that account " : "Plumbline ")
              + verb(task)
              + " it on cluster "
              + cluster
              + " (RBAC), or take the object out of this application";
      case NAMESPACE_TERMINATING ->
          "namespace " + ref.namespace() + " is being deleted: " + said + "; wait until it is gone";
      case NOT_FOUND ->
          ref.namespace().isEmpty()
              ? said
              : said
                  + "; if namespace "
                  + ref.namespace()
                  + " does not exist, add it to this application or set the sync option"
                  + " CreateNamespace=true";
      case CONFLICT -> "somebody else was changing it at the same time: " + said;
      case IMMUTABLE -> said + "; " + remedy(task);
      case DENIED ->
          said
              + "; make the object as that policy wants it, or have the policy of cluster "
              + cluster
              + " let it pass";
      case QUOTA ->
          said
              + "; raise the quota of namespace "
              + ref.namespace()
              + ", or ask for less. It is tried again later";
      case ADMISSION_DOWN ->
          "cluster "
              + cluster
              + " cannot ask an admission webhook that it must ask: "
              + said
              + "; see whether its service runs";
      case CONVERSION ->
          "cluster "
              + cluster
              + " cannot convert "
              + ref.kind()
              + " between its versions: "
              + said
              + "; see whether the conversion webhook of its definition runs";
      case INVALID -> said + "; correct the manifest in Git";
      case UNSUPPORTED -> said + "; this kind cannot be managed, take it out of this application";
      case TOO_LARGE -> "it is larger than the API server takes: " + said + "; split it";
      case UNKNOWN_KIND ->
          "cluster "
              + cluster
              + " has no kind "
              + ref.kind()
              + " in "
              + ref.apiVersion()
              + "; install its CustomResourceDefinition, or add it to this application";
      case UNKNOWN_CLUSTER -> "cluster " + cluster + " is not known: " + said;
      case UNSEALABLE -> said + "; give this instance the key, or render the application again";
      case OWNED ->
          said
              + "; take it out of one of the two. Once the other lets go of it, it is taken over as"
              + " it is";
      case FOREIGN ->
          said
              + "; take it out of one of the two, or take that annotation off, and it is taken over"
              + " as it is";
      case OWNER_UNKNOWN ->
          said
              + "; it stays as it is until that is known: see the Applications and their API"
              + " server";
      case PROJECT -> said;
      case HOOK_EXISTS ->
          said
              + "; delete it, add BeforeHookCreation to its hook-delete-policy, or let each run"
              + " have a name of its own by metadata.generateName";
      case HELD, SERVER_ERROR -> "cluster " + cluster + " failed: " + said;
    };
  }

  /** What may be done about a field that cannot change. */
  private static String remedy(ObjectTask task) {
    boolean recreates =
        task instanceof ObjectTask.ApplyObject apply && apply.apply().optionsOrDefault().recreate();
    return (recreates
            ? "an option of the whole application does not have a "
                + task.ref().kind()
                + " deleted and created anew, for what is in it is lost with it: put the annotation"
                + " "
            : "put it back in Git, or have the object deleted and created anew, with what that"
                + " loses, by the annotation ")
        + "plumbline.dev/sync-options: Force=true"
        + (recreates ? " on the object itself" : "");
  }

  private static String verb(ObjectTask task) {
    if (task instanceof ObjectTask.PruneObject || task instanceof ObjectTask.DeleteHook) {
      return "get and delete";
    }
    if (task instanceof ObjectTask.RunHook) {
      return "get, create and delete";
    }
    return task instanceof ObjectTask.EnsureNamespace ? "get and create" : "get, create and patch";
  }

  private static String detail(String message) {
    return message.length() <= MAX_DETAIL ? message : message.substring(0, MAX_DETAIL) + "…";
  }
}
