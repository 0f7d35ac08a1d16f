package dev.plumbline.app;

import dev.plumbline.cli.PlumblineCommand;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The one entry: without arguments it runs the services that {@code plumbline.roles} names, as in a
 * container; with arguments it is the command line.
 */
@QuarkusMain
public final class PlumblineMain {
  private PlumblineMain() {}

  /** Runs what the arguments name, and ends the process with its exit code. */
  public static void main(String[] args) {
    quietUntilConfigured();
    ServicesInProcess services = new ServicesInProcess();
    int code =
        args.length == 0 ? services.run(Map.of(), () -> {}) : PlumblineCommand.run(args, services);
    System.exit(code);
  }

  /** The broker and the sandbox start before Quarkus configures logging. */
  private static void quietUntilConfigured() {
    Logger.getLogger("").setLevel(Level.WARNING);
  }
}
