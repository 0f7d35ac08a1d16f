package dev.plumbline.driftdetector.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.resources.Application.Dependency;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether the applications that one depends on are ready, for one judgement.
 *
 * <p>One is when its status is about what it is specified to be now and says {@code Ready}, which
 * it is when it has converged. Where it is made from the same ref of the same repository it must
 * also be at the commit that the dependent is to get, and so must what it depends on itself: a push
 * that changes several of them is applied in order. An expression takes the place of all that.
 */
public final class Dependencies {

  /** Of a chain that is longer the rest is not looked at. */
  private static final int MOST = 1_000;

  /** Of one that is waited for though another is named in the resource: what joins the two. */
  private static final String BETWEEN = " depends on it)";

  /** In place of a name that the project keeps from the application. */
  private static final String HIDDEN = "(an application of another namespace)";

  private final Application self;
  private final Others others;
  private final ReadyExpressions expressions;
  private final Set<ApplicationKey> asked = new LinkedHashSet<>();

  /** The applications there are, as the informer shows them. */
  public interface Others {
    /** What it is specified to be. */
    Optional<Application> application(ApplicationKey key);

    /** How it stands. */
    Optional<DependencyState> state(ApplicationKey key);

    /** The whole of it, for expressions. */
    Optional<JsonNode> whole(ApplicationKey key);

    /** How each of them stands. */
    Collection<DependencyState> all();

    /** What each of them is specified to be. */
    Collection<Application> allApplications();

    /**
     * Why an application is not to learn how another one stands, naming the rule; empty when it
     * may.
     */
    Optional<String> violation(Application self, ApplicationKey other);
  }

  public Dependencies(Application self, Others others, ReadyExpressions expressions) {
    this.self = self;
    this.others = others;
    this.expressions = expressions;
  }

  /**
   * The applications whose change concerns it: those that it depends on, and those that were looked
   * at since, when these were ready.
   */
  public Set<ApplicationKey> concerning() {
    Set<ApplicationKey> all = new LinkedHashSet<>(keys(self));
    all.addAll(asked);
    return all;
  }

  private static List<ApplicationKey> keys(Application application) {
    return application.spec().dependsOn().stream()
        .map(dependency -> dependency.key(application.key().namespace()))
        .toList();
  }

  /**
   * What keeps it waiting; empty when nothing does.
   *
   * @param revisions the commits it is to get, one for each source
   */
  public Optional<Blocked> blocked(List<String> revisions) {
    List<Dependency> dependencies = self.spec().dependsOn();
    if (dependencies.isEmpty()) {
      return Optional.empty();
    }
    Optional<Blocked> standing = notPermitted().or(this::cycle);
    if (standing.isPresent()) {
      return standing;
    }
    Map<String, String> wanted = SourceNames.commits(self, revisions);
    List<String> texts = new ArrayList<>();
    String reason = Blocked.NOT_READY;
    for (int i = 0; i < dependencies.size(); i++) {
      Dependency dependency = dependencies.get(i);
      ApplicationKey key = dependency.key(self.key().namespace());
      String expression = dependency.readyExpr();
      String whyNot;
      if (others.application(key).isEmpty()) {
        reason = Blocked.MISSING;
        whyNot = key + ", which does not exist";
      } else if (expression == null || expression.isBlank()) {
        whyNot = notReady(key, wanted, new LinkedHashSet<>());
      } else {
        ReadyExpressions.Answer answer =
            expressions.test(expression, whole(key), whole(self.key()));
        String field = "spec.dependsOn[" + i + "].readyExpr";
        if (answer.invalid()) {
          return Optional.of(
              new Blocked(Blocked.EXPRESSION, field + ": " + answer.problem(), true));
        }
        String because = answer.problem().isEmpty() ? "is false" : answer.problem();
        whyNot = answer.so() ? "" : key + ": " + field + " " + because;
      }
      if (!whyNot.isEmpty()) {
        texts.add(whyNot);
      }
    }
    return texts.isEmpty()
        ? Optional.empty()
        : Optional.of(new Blocked(reason, "waits for " + list(texts), false));
  }

  /** Asked before anything is looked up: whether there is one at all is not to be learnt either. */
  private Optional<Blocked> notPermitted() {
    List<ApplicationKey> keys = keys(self);
    for (int i = 0; i < keys.size(); i++) {
      Optional<String> violation = others.violation(self, keys.get(i));
      if (violation.isPresent()) {
        return Optional.of(
            new Blocked(
                Blocked.NOT_PERMITTED,
                "spec.dependsOn[%d]: %s %s".formatted(i, keys.get(i), violation.get()),
                true));
      }
    }
    return Optional.empty();
  }

  /** Of what others depend on, only such is named as may be waited for here too. */
  private boolean mayBeNamed(ApplicationKey key) {
    return others.violation(self, key).isEmpty();
  }

  private static String list(List<String> texts) {
    int shown = ConditionReport.SHOWN;
    String more = texts.size() > shown ? "; and " + (texts.size() - shown) + " more" : "";
    return texts.stream().limit(shown).collect(Collectors.joining("; ")) + more;
  }

  /** Which application is waited for and why; empty when that one is ready. */
  private String notReady(
      ApplicationKey key, Map<String, String> wanted, Set<ApplicationKey> looked) {
    asked.add(key);
    Application application = others.application(key).orElse(null);
    DependencyState state = others.state(key).orElse(null);
    if (application == null || state == null) {
      return key + ", which does not exist";
    }
    String whyNot = state.whyNot();
    if (!whyNot.isEmpty()) {
      return key + ": " + whyNot;
    }
    Map<String, String> has = SourceNames.commits(application, state.revisions());
    boolean shares = false;
    for (Map.Entry<String, String> source : wanted.entrySet()) {
      String commit = has.get(source.getKey());
      shares |= commit != null;
      if (commit != null && !commit.equals(source.getValue())) {
        return "%s: it is at %s, and not at %s"
            .formatted(key, shortened(commit), shortened(source.getValue()));
      }
    }
    return shares ? behind(application, wanted, looked) : "";
  }

  /** What it depends on itself may be of the same push, though it is not changed by that. */
  private String behind(
      Application application, Map<String, String> wanted, Set<ApplicationKey> looked) {
    for (Dependency dependency : application.spec().dependsOn()) {
      ApplicationKey key = dependency.key(application.key().namespace());
      boolean plain = dependency.readyExpr() == null || dependency.readyExpr().isBlank();
      Application next = others.application(key).orElse(null);
      asked.add(key);
      if (plain && next != null && looked.add(key) && SourceNames.has(next, wanted.keySet())) {
        String whyNot = notReady(key, wanted, looked);
        if (!whyNot.isEmpty() && !mayBeNamed(key)) {
          return application.key() + ": what it depends on in another namespace is not ready";
        }
        if (!whyNot.isEmpty()) {
          return whyNot.endsWith(BETWEEN) ? whyNot : whyNot + " (" + application.key() + BETWEEN;
        }
      }
    }
    return "";
  }

  private static String shortened(String commit) {
    return commit.substring(0, Math.min(8, commit.length()));
  }

  private JsonNode whole(ApplicationKey key) {
    return others.whole(key).orElse(Json.mapper().createObjectNode());
  }

  /** A way from an application back to itself. */
  private Optional<Blocked> cycle() {
    List<ApplicationKey> way = new ArrayList<>();
    way.add(self.key());
    return leadsBack(self, way, new LinkedHashSet<>())
        ? Optional.of(
            new Blocked(
                Blocked.CYCLE,
                "applications wait for each other: "
                    + way.stream()
                        .map(key -> mayBeNamed(key) ? key.toString() : HIDDEN)
                        .collect(Collectors.joining(" -> "))
                    + "; take one of these out of spec.dependsOn",
                true))
        : Optional.empty();
  }

  private boolean leadsBack(
      Application from, List<ApplicationKey> way, Set<ApplicationKey> looked) {
    for (ApplicationKey key : keys(from)) {
      way.add(key);
      if (key.equals(self.key())) {
        return true;
      }
      Application next = looked.size() < MOST && looked.add(key) ? application(key) : null;
      if (next != null && leadsBack(next, way, looked)) {
        return true;
      }
      way.remove(way.size() - 1);
    }
    return false;
  }

  private @Nullable Application application(ApplicationKey key) {
    return others.application(key).orElse(null);
  }
}
