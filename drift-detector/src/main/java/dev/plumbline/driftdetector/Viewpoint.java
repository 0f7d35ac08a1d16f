package dev.plumbline.driftdetector;

import dev.plumbline.contracts.resources.Application;
import dev.plumbline.driftdetector.model.ApplicationView;
import dev.plumbline.driftdetector.model.Dependencies;
import dev.plumbline.driftdetector.model.Neighbours;
import dev.plumbline.driftdetector.model.ReadyExpressions;
import dev.plumbline.driftdetector.model.SharedNamespace;
import dev.plumbline.driftdetector.model.Wanted;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gathers all that is known of one application, for a judgement. On its lane only. */
final class Viewpoint {

  private static final String HEALTH_RULES = "HealthRuleInvalid";
  private static final String IGNORE_RULES = "IgnoreRuleInvalid";

  private final Surroundings at;
  private final Ledger ledger;
  private final ObjectsInSight sight;
  private final Interests interests;
  private final ReadyExpressions expressions = new ReadyExpressions();

  Viewpoint(Surroundings at, Ledger ledger, ObjectsInSight sight, Interests interests) {
    this.at = at;
    this.ledger = ledger;
    this.sight = sight;
    this.interests = interests;
  }

  ApplicationView view(
      Application application,
      @Nullable Wanted desired,
      Dependencies dependencies,
      Neighbours neighbours) {
    Instant now = at.clock().instant();
    return new ApplicationView(
        application,
        desired,
        desired != null && sight.catalogued(desired, application),
        ledger.inventory,
        ledger.verdict,
        sight.observations(),
        sight.stuck(),
        sight.foreignObjects(),
        ruleProblems(application),
        ledger.renderFailure,
        ledger.unchanged,
        sight.trouble(interests.kinds()).orElse(null),
        ledger.sync,
        ledger.confirm,
        sight.claimants(application.uid()),
        SharedNamespace.conflicts(application, at.others()::allApplications),
        ledger.refusal,
        ledger.openSince(now),
        ledger.unwritable,
        ledger.isRewound(),
        ledger.heals,
        dependencies::blocked,
        neighbours,
        ledger.since(application.deleting(), now),
        ledger.shape,
        ledger.stepsTold,
        ledger.status,
        sight.formerRelease(application),
        now);
  }

  /** Of another uid nothing is desired; of cluster-scoped kinds the namespace is dropped. */
  @Nullable Wanted desired(Application application) {
    Wanted desired = ledger.desired;
    return desired == null || !desired.applicationUid().equals(application.uid())
        ? null
        : sight.inScope(desired, application);
  }

  Dependencies dependencies(Application application) {
    expressions.keep(application.spec().dependsOn());
    return new Dependencies(application, at.others(), expressions);
  }

  private Map<String, String> ruleProblems(Application application) {
    Map<String, String> problems = new HashMap<>();
    at.health().problem(application.uid()).ifPresent(why -> problems.put(HEALTH_RULES, why));
    sight.ignoreProblem().ifPresent(why -> problems.put(IGNORE_RULES, why));
    return problems;
  }
}
