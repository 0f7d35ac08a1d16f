package dev.plumbline.testkit.harness;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives each test class a {@link Stage} of its own on one running Plumbline, which is started once
 * in a JVM, when first asked for, and closed when the last class has ended.
 *
 * @param <P> what runs
 */
public abstract class SharedPremises<P extends Premises & AutoCloseable>
    implements ParameterResolver, AfterAllCallback {

  private final Class<P> type;

  protected SharedPremises(Class<P> type) {
    this.type = type;
  }

  /** Starts it and waits until it is ready. */
  protected abstract P start();

  @Override
  public final boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> wanted = parameter.getParameter().getType();
    return wanted == Stage.class || wanted == type;
  }

  @Override
  public final Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    P premises = premises(context);
    if (parameter.getParameter().getType() == type) {
      return premises;
    }
    Class<?> testClass = context.getRequiredTestClass();
    return store(context)
        .computeIfAbsent(
            testClass, key -> new Stage(premises, testClass.getSimpleName()), Stage.class);
  }

  @Override
  public final void afterAll(ExtensionContext context) {
    Stage stage = store(context).remove(context.getRequiredTestClass(), Stage.class);
    if (stage != null) {
      stage.close();
    }
  }

  /** The one that all share. */
  protected final P premises(ExtensionContext context) {
    return store(context).computeIfAbsent(type, key -> start(), type);
  }

  private ExtensionContext.Store store(ExtensionContext context) {
    return context.getRoot().getStore(Namespace.create(getClass()));
  }
}
