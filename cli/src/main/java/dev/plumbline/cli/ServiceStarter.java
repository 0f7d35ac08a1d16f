package dev.plumbline.cli;

import java.util.Map;

/** Runs the services in this process; the runnable application supplies it. */
public interface ServiceStarter {

  /**
   * Runs the services until the process is told to stop.
   *
   * @param settings configuration that overrides every other source
   * @param afterStop called once the services have stopped, before the process ends
   * @return the exit code
   */
  int run(Map<String, String> settings, Runnable afterStop);

  /**
   * Has the services stopped, if they run.
   *
   * @param exitCode what {@link #run} gives then
   */
  default void stop(int exitCode) {}
}
