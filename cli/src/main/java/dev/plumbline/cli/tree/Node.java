package dev.plumbline.cli.tree;

import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.HealthStatus;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An object with what it owns.
 *
 * @param sync as the application's status has it, or that it is a {@link #HOOK}; null of what is
 *     not the application's own
 * @param message on its health; empty for none
 * @param weighs whether its health is anybody's concern
 * @param children those that need looking at first
 */
record Node(
    ObjectRef ref,
    @Nullable String sync,
    HealthStatus health,
    String message,
    boolean weighs,
    List<Node> children) {

  /** In place of what is compared: a hook is run, and not kept as Git has it. */
  static final String HOOK = "hook";

  /** What needs looking at comes first, then what owns something, then by kind and name. */
  static final Comparator<Node> ORDER =
      Comparator.comparing(Node::isWell)
          .thenComparing(node -> node.children().isEmpty())
          .thenComparing(Node::ref);

  Node {
    children = children.stream().sorted(ORDER).toList();
  }

  /** Whether it and all that it owns are as they should be. */
  boolean isWell() {
    boolean healthy = health == HealthStatus.Healthy || !weighs;
    boolean itself = healthy && (sync == null || sync.equals("Synced") || sync.equals(HOOK));
    return itself && children.stream().allMatch(Node::isWell);
  }

  /** Its health; while it is on its way, that of the pods and the like that it waits for. */
  HealthStatus outlook() {
    boolean stuck =
        health == HealthStatus.Progressing
            && children.stream().anyMatch(child -> child.outlook() == HealthStatus.Degraded);
    return stuck ? HealthStatus.Degraded : health;
  }
}
