package dev.plumbline.driftdetector.sight;

import dev.plumbline.contracts.Tracking;
import dev.plumbline.contracts.resources.HealthCheckExpr;
import dev.plumbline.health.HealthRule;
import dev.plumbline.health.HealthRuleException;
import dev.plumbline.health.HealthRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The rules of health that hold: those that everybody has, the installation's own over them, and an
 * application's own over these. Safe for use by several threads.
 */
public final class HealthBook {

  private final Map<String, Own> byApplication = new ConcurrentHashMap<>();
  private volatile HealthRules common = HealthRules.builtIn();

  /**
   * An application's own rules; the compiled ones are those of the book's common ones and these.
   */
  private record Own(
      List<HealthCheckExpr> written,
      HealthRules over,
      HealthRules rules,
      @Nullable String problem) {}

  /**
   * The rules for an object.
   *
   * @param mark whose the object says it is; null for nobody's
   */
  HealthRules rules(@Nullable Tracking mark) {
    Own own = mark == null ? null : byApplication.get(mark.applicationUid());
    return own == null ? common : own.rules();
  }

  /** The rules for what bears no mark. */
  HealthRules common() {
    return common;
  }

  /**
   * Takes the installation's own rules instead of those it had; one that does not compile is left
   * out.
   *
   * @return what is wrong with those that were left out
   */
  public List<String> install(List<HealthRule> rules) {
    List<String> problems = new ArrayList<>();
    List<HealthRule> sound = new ArrayList<>();
    for (HealthRule rule : rules) {
      Optional<String> problem = problem(rule);
      problem.ifPresentOrElse(problems::add, () -> sound.add(rule));
    }
    try {
      common = HealthRules.builtIn().with(sound);
    } catch (HealthRuleException e) {
      problems.add(e.getMessage());
    }
    return problems;
  }

  /**
   * Takes an application's own rules; asked at each judgement, it seldom is news. With rules that
   * do not compile it goes on with those of everybody.
   *
   * @return whether objects must be looked at anew
   */
  public boolean take(String applicationUid, List<HealthCheckExpr> written) {
    Own known = byApplication.get(applicationUid);
    HealthRules over = common;
    if (written.isEmpty()) {
      return byApplication.remove(applicationUid) != null;
    }
    if (known != null && known.written().equals(written) && known.over() == over) {
      return false;
    }
    byApplication.put(applicationUid, compile(written, over));
    return true;
  }

  private static Own compile(List<HealthCheckExpr> written, HealthRules over) {
    List<HealthRule> own = written.stream().map(HealthBook::rule).toList();
    Optional<String> problem = own.stream().flatMap(rule -> problem(rule).stream()).findFirst();
    if (problem.isPresent()) {
      return new Own(written, over, over, problem.get());
    }
    try {
      return new Own(written, over, over.with(own), null);
    } catch (HealthRuleException e) {
      return new Own(written, over, over, e.getMessage());
    }
  }

  /** What is wrong with a rule; empty when nothing is. */
  private static Optional<String> problem(HealthRule rule) {
    if (!HealthRules.builtIn().readsStatus(rule.group(), rule.kind())) {
      return Optional.of(
          "rule of health for "
              + rule.kind()
              + ": only metadata of this kind is looked at, and an object of it is healthy as soon as"
              + " it is there; a rule needs a kind with a status");
    }
    try {
      HealthRules.builtIn().with(List.of(rule));
      return Optional.empty();
    } catch (HealthRuleException e) {
      return Optional.ofNullable(e.getMessage());
    }
  }

  private static HealthRule rule(HealthCheckExpr written) {
    return HealthRule.of(
        written.apiVersion(),
        written.kind(),
        written.inProgress(),
        written.failed(),
        written.current());
  }

  /** What is wrong with an application's own rules; empty when nothing is. */
  public Optional<String> problem(String applicationUid) {
    Own own = byApplication.get(applicationUid);
    return own == null ? Optional.empty() : Optional.ofNullable(own.problem());
  }

  /** Forgets an application's own rules. */
  public void forget(String applicationUid) {
    byApplication.remove(applicationUid);
  }
}
