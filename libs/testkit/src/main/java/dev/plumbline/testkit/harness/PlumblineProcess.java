package dev.plumbline.testkit.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The runnable in a JVM of its own. What it prints stays in {@code target/e2e/}, so that a failed
 * run can be looked at afterwards.
 */
public final class PlumblineProcess implements AutoCloseable {

  /** Where processes keep what they print, and installations their data. */
  public static final Path WORK = Path.of("target", "e2e").toAbsolutePath();

  private static final Duration STOPS_WITHIN = Duration.ofSeconds(60);
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final List<String> JVM =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:CompileThresholdScaling=0.2",
          "-XX:ReservedCodeCacheSize=96m",
          "-Xmx768m",
          "-Djava.net.preferIPv4Stack=true",
          "-Dsun.net.httpserver.nodelay=true",
          "-Djava.util.logging.manager=org.jboss.logmanager.LogManager");

  private final Process process;
  private final Path out;
  private final Path err;

  private PlumblineProcess(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /**
   * Starts it.
   *
   * @param name names the files with its output
   * @param environment variables, which override settings: {@code PLUMBLINE_GIT_POLLER_INTERVAL}
   * @param arguments command line; none runs the services as in a container
   */
  public static PlumblineProcess start(
      String name, Map<String, String> environment, List<String> arguments) {
    return start(name, environment, arguments, List.of());
  }

  /**
   * Starts it with further options of the JVM, which override those that every process here has.
   *
   * @param jvm such as {@code -Xmx256m}
   */
  public static PlumblineProcess start(
      String name, Map<String, String> environment, List<String> arguments, List<String> jvm) {
    try {
      Files.createDirectories(WORK);
      String file = name + "-" + NUMBER.incrementAndGet();
      Path out = WORK.resolve(file + ".out");
      Path err = WORK.resolve(file + ".err");
      Path home = Files.createDirectories(WORK.resolve("home"));
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(JVM);
      command.addAll(jvm);
      command.add("-Duser.home=" + home);
      command.add("-jar");
      command.add(runner().toString());
      command.addAll(arguments);
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().keySet().removeIf(key -> key.startsWith("PLUMBLINE_"));
      builder.environment().remove("KUBECONFIG");
      builder.environment().put("HOME", home.toString());
      builder.environment().putAll(environment);
      builder.redirectInput(new File("/dev/null"));
      builder.redirectOutput(out.toFile());
      builder.redirectError(err.toFile());
      return new PlumblineProcess(builder.start(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it printed so far. */
  public String out() {
    return read(out);
  }

  /** What it printed so far on the error stream. */
  public String err() {
    return read(err);
  }

  /** Both streams' files, for a search in them. */
  public List<Path> outputs() {
    return List.of(out, err);
  }

  /** Whether it runs. */
  public boolean alive() {
    return process.isAlive();
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  /** Waits for its end and gives the exit code. */
  public int awaitExit(Duration within) {
    try {
      assertThat(process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS))
          .as("process ends within %s; it printed%n%s%n%s", within, out(), err())
          .isTrue();
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Asks it to stop, as Ctrl-C and a container's end do, and gives the exit code. */
  public int stop() {
    process.destroy();
    return awaitExit(STOPS_WITHIN);
  }

  /** Takes it away without a word, as {@code kill -9} does. */
  public void kill() {
    process.destroyForcibly();
    awaitExit(STOPS_WITHIN);
  }

  /** Stops it where it stands, as {@code SIGSTOP} does: it does nothing, and does not know. */
  public void freeze() {
    signal("STOP");
  }

  /** Lets it go on after {@link #freeze()}. */
  public void thaw() {
    signal("CONT");
  }

  /** The shell has a kill of its own on every system; the JDK only knows TERM and KILL. */
  private void signal(String name) {
    try {
      Process shell = new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid()).start();
      assertThat(shell.waitFor()).as("exit code of kill -%s", name).isZero();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private static Path runner() {
    Path runner =
        Path.of(System.getProperty("plumbline.runner", "../app/target/quarkus-app/quarkus-run.jar"))
            .toAbsolutePath()
            .normalize();
    assertThat(runner).as("the runnable; build the module app first").exists();
    return runner;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
