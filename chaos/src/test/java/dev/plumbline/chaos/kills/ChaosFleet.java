package dev.plumbline.chaos.kills;

import dev.plumbline.contracts.Topic;
import dev.plumbline.testkit.harness.Fleet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives test classes one fleet that they share, with one instance of each service. */
final class ChaosFleet implements ParameterResolver {

  private static final Namespace STORE = Namespace.create(ChaosFleet.class);

  /** What a webhook that was lost would have told is found by a poll soon. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "PLUMBLINE_GIT_POLLER_INTERVAL",
          "2s",
          "PLUMBLINE_GIT_POLLER_LEASE_DURATION",
          "5s",
          "PLUMBLINE_NOTIFIER_ALLOW_PRIVATE_ADDRESSES",
          "true");

  private static final List<String> JVM = List.of("-Xmx256m", StandStill.JVM_OPTION);

  private static final List<Topic> TOPICS = List.of(Topic.DRIFT, Topic.SYNC, Topic.PLANS);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Fleet.class;
  }

  @Override
  public Fleet resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(STORE)
        .computeIfAbsent(
            Fleet.class, key -> Fleet.start("chaos", SETTINGS, JVM, TOPICS), Fleet.class);
  }
}
