package dev.plumbline.workers;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A pool's bounds.
 *
 * @param name what threads and texts call it
 * @param directory the pool's own; what an earlier process left in it is deleted
 * @param classPath what children load classes from, see {@link ClassPath}
 * @param children how many may live at a time
 * @param callsPerChild a child that did so many is replaced
 * @param idle a child that did nothing for so long is ended
 * @param startTimeout how long a child may take to come up
 * @param heapMib the most that a child's Java objects may take
 * @param memoryMib the most that a child may take in all; looked at where {@code /proc} is
 * @param stackKib the stack of the thread that tasks run in
 * @param maxBytes the largest request, question, answer or result
 * @param environment all that a child sees beside {@code HOME}, {@code TMPDIR} and a locale
 * @param options further options of the Java virtual machine
 */
public record WorkerSettings(
    String name,
    Path directory,
    List<Path> classPath,
    int children,
    int callsPerChild,
    Duration idle,
    Duration startTimeout,
    int heapMib,
    int memoryMib,
    int stackKib,
    int maxBytes,
    Map<String, String> environment,
    List<String> options) {

  private static final int MAX_BYTES = 64 << 20;

  public WorkerSettings {
    directory = directory.toAbsolutePath();
    classPath = List.copyOf(classPath);
    environment = Map.copyOf(environment);
    options = List.copyOf(options);
    atLeastOne("children", children);
    atLeastOne("callsPerChild", callsPerChild);
    atLeastOne("heapMib", heapMib);
    atLeastOne("memoryMib", memoryMib);
    atLeastOne("stackKib", stackKib);
    atLeastOne("maxBytes", maxBytes);
  }

  /** A pool of two small children. */
  public static WorkerSettings of(String name, Path directory, List<Path> classPath) {
    return new WorkerSettings(
        name,
        directory,
        classPath,
        2,
        1_000,
        Duration.ofMinutes(5),
        Duration.ofSeconds(60),
        128,
        384,
        1_024,
        MAX_BYTES,
        Map.of(),
        List.of());
  }

  /** How many children live, for how many calls, and how long without one. */
  public WorkerSettings withChildren(int atMost, int calls, Duration idleTime) {
    return new WorkerSettings(
        name,
        directory,
        classPath,
        atMost,
        calls,
        idleTime,
        startTimeout,
        heapMib,
        memoryMib,
        stackKib,
        maxBytes,
        environment,
        options);
  }

  /** What a child may take: for objects, in all, for a stack, and for one message. */
  public WorkerSettings withMemory(int heap, int all, int stack, int message) {
    return new WorkerSettings(
        name,
        directory,
        classPath,
        children,
        callsPerChild,
        idle,
        startTimeout,
        heap,
        all,
        stack,
        message,
        environment,
        options);
  }

  /** What a child is started with. */
  public WorkerSettings withStart(Map<String, String> variables, List<String> javaOptions) {
    return new WorkerSettings(
        name,
        directory,
        classPath,
        children,
        callsPerChild,
        idle,
        startTimeout,
        heapMib,
        memoryMib,
        stackKib,
        maxBytes,
        variables,
        javaOptions);
  }

  private static void atLeastOne(String field, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(field + " must be at least 1, not " + value);
    }
  }
}
