package dev.plumbline.chaos.faults;

import dev.plumbline.testkit.harness.Stage;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives each test class a {@link Stage} of its own in one {@link World}, which is healed after each
 * test.
 */
final class OneWorld implements ParameterResolver, AfterEachCallback, AfterAllCallback {

  private static final Namespace STORE = Namespace.create(OneWorld.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == Stage.class || type == World.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    World world = world(context);
    if (parameter.getParameter().getType() == World.class) {
      return world;
    }
    Class<?> testClass = context.getRequiredTestClass();
    return context
        .getRoot()
        .getStore(STORE)
        .computeIfAbsent(
            testClass, key -> new Stage(world, testClass.getSimpleName()), Stage.class);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    world(context).heal();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    Stage stage =
        context.getRoot().getStore(STORE).remove(context.getRequiredTestClass(), Stage.class);
    if (stage != null) {
      stage.close();
    }
  }

  private static World world(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(STORE)
        .computeIfAbsent(World.class, key -> new World(), World.class);
  }
}
