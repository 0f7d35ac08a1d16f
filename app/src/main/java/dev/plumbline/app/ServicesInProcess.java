package dev.plumbline.app;

import dev.plumbline.cli.ServiceStarter;
import io.quarkus.runtime.Application;
import io.quarkus.runtime.Quarkus;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs the services by Quarkus, in this JVM. */
final class ServicesInProcess implements ServiceStarter {

  @Override
  public int run(Map<String, String> settings, Runnable afterStop) {
    settings.forEach(System::setProperty);
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> stopAfterQuarkus(afterStop), "plumbline-stop"));
    AtomicInteger exitCode = new AtomicInteger();
    Quarkus.run(
        null,
        (code, failure) -> {
          if (failure != null) {
            System.err.println("plumbline: the services could not be started: " + causes(failure));
          }
          exitCode.set(failure == null ? code : 1);
        });
    afterStop.run();
    return exitCode.get();
  }

  @Override
  public void stop(int exitCode) {
    Quarkus.asyncExit(exitCode);
  }

  /** What went wrong, from the outside to the root, one cause a line. */
  private static String causes(Throwable failure) {
    StringBuilder text = new StringBuilder(failure.toString());
    for (Throwable at = failure.getCause(); at != null; at = at.getCause()) {
      text.append(System.lineSeparator()).append("  because of ").append(at);
    }
    return text.toString();
  }

  /**
   * On a signal Quarkus stops in a shutdown hook of its own, beside this one; what the services
   * need must outlive them.
   */
  private static void stopAfterQuarkus(Runnable afterStop) {
    Application application = Application.currentApplication();
    if (application != null) {
      application.awaitShutdown();
    }
    afterStop.run();
  }
}
