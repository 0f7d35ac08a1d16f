package dev.plumbline.chaos.faults;

import dev.plumbline.testkit.harness.SharedPremises;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One {@link World} for all tests of faults, which is healed after each. */
final class OneWorld extends SharedPremises<World> implements AfterEachCallback {

  OneWorld() {
    super(World.class);
  }

  @Override
  protected World start() {
    return new World();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    premises(context).heal();
  }
}
