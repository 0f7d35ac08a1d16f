package dev.plumbline.testkit.harness;

import java.util.Map;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives each test class a {@link Stage} of its own on one {@link Installation}, which is started
 * once in a JVM and stopped, in order, when the last class has ended.
 */
public final class EndToEnd implements ParameterResolver, AfterAllCallback {

  private static final Namespace STORE = Namespace.create(EndToEnd.class);

  /** Polling hardly ever, so that what a webhook brings is not brought by a poll. */
  private static final Map<String, String> SETTINGS = Map.of("PLUMBLINE_GIT_POLLER_INTERVAL", "1h");

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == Stage.class || type == Installation.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Installation installation = installation(context);
    if (parameter.getParameter().getType() == Installation.class) {
      return installation;
    }
    Class<?> testClass = context.getRequiredTestClass();
    return context
        .getRoot()
        .getStore(STORE)
        .computeIfAbsent(
            testClass, key -> new Stage(installation, testClass.getSimpleName()), Stage.class);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    Stage stage =
        context.getRoot().getStore(STORE).remove(context.getRequiredTestClass(), Stage.class);
    if (stage != null) {
      stage.close();
    }
  }

  private static Installation installation(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(STORE)
        .computeIfAbsent(
            Installation.class, key -> Installation.start("shared", SETTINGS), Installation.class);
  }
}
