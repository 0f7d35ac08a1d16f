package dev.plumbline.health;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.ObjectHealth;
import dev.plumbline.health.table.KindTable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/**
 * How an object does: by a rule of one's own for its kind; Kubernetes' own kinds and those of
 * operators in the table by theirs; all others by the common conditions Stalled, Reconciling and
 * Ready and by observedGeneration. What publishes none of these is healthy as soon as it is there.
 * Immutable and fit for any number of threads.
 */
public final class HealthRules {

  private static final Set<String> IGNORE =
      Set.of("plumbline.dev/ignore-healthcheck", "argocd.argoproj.io/ignore-healthcheck");

  private static final int LONGEST_MESSAGE = 2_000;

  private static final HealthRules BUILT_IN = new HealthRules(Map.of());

  private final Map<String, OwnRule> own;

  private HealthRules(Map<String, OwnRule> own) {
    this.own = own;
  }

  /** The rules that Plumbline has for Kubernetes' own kinds and those of operators. */
  public static HealthRules builtIn() {
    return BUILT_IN;
  }

  /**
   * These and somebody's own rules, each of which wins over whatever there is for its kind.
   *
   * @throws HealthRuleException when one of them is not a rule
   */
  public HealthRules with(List<HealthRule> rules) throws HealthRuleException {
    Map<String, OwnRule> all = new HashMap<>(own);
    for (HealthRule rule : rules) {
      all.put(rule.group() + "/" + rule.kind(), OwnRule.compile(rule));
    }
    return new HealthRules(Map.copyOf(all));
  }

  /** Whether an object's annotations say that its health is nobody's concern. */
  public static boolean ignored(ObjectNode object) {
    JsonNode annotations = object.path("metadata").path("annotations");
    return IGNORE.stream().anyMatch(name -> annotations.path(name).asText().equals("true"));
  }

  /**
   * The health of one object.
   *
   * @param object whole, or metadata only for kinds that {@link #readsStatus} denies
   */
  public ObjectHealth of(ObjectRef ref, ObjectNode object) {
    Finding finding = find(ref, object);
    return new ObjectHealth(ref, finding.status(), shortened(finding.message()));
  }

  /**
   * The health of one object as if nobody had asked for its deletion: of one that came to its end
   * and was deleted, how it ended.
   *
   * @param object as in {@link #of}
   */
  public ObjectHealth apartFromDeletion(ObjectRef ref, ObjectNode object) {
    Finding finding = findAlive(ref, object);
    return new ObjectHealth(ref, finding.status(), shortened(finding.message()));
  }

  /** Anybody who may write a status may write a long one, and this is kept and sent. */
  private static String shortened(String message) {
    if (message.length() <= LONGEST_MESSAGE) {
      return message;
    }
    int end = LONGEST_MESSAGE - 1;
    return message.substring(0, Character.isHighSurrogate(message.charAt(end - 1)) ? end - 1 : end)
        + "…";
  }

  /** Whether the health of a kind needs more than metadata: then it must be watched whole. */
  public boolean readsStatus(String group, String kind) {
    return own.containsKey(group + "/" + kind) || KubernetesKinds.haveStatus(group, kind);
  }

  private Finding find(ObjectRef ref, ObjectNode object) {
    if (object.path("metadata").hasNonNull("deletionTimestamp")) {
      return deleting(object);
    }
    return findAlive(ref, object);
  }

  private Finding findAlive(ObjectRef ref, ObjectNode object) {
    OwnRule rule = own.get(ref.group() + "/" + ref.kind());
    if (rule != null) {
      return rule.of(object);
    }
    if (!readsStatus(ref.group(), ref.kind())) {
      return Finding.HEALTHY;
    }
    return KubernetesKinds.rule(ref.group(), ref.kind())
        .or(() -> KindTable.builtIn().rule(ref.group(), ref.kind()))
        .orElse(Conditions::common)
        .apply(object);
  }

  private static Finding deleting(ObjectNode object) {
    StringJoiner finalizers = new StringJoiner(", ", ", held by ", "").setEmptyValue("");
    object.path("metadata").path("finalizers").forEach(f -> finalizers.add(f.asText()));
    return Finding.progressing("it is being deleted" + finalizers);
  }
}
