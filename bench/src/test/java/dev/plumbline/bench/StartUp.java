package dev.plumbline.bench;

import dev.plumbline.testkit.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * {@code ./plumbline up} as a person starts it, built already and on fresh data, until it says that
 * it is up; each stage by what is first seen of it from outside.
 */
final class StartUp implements Measure {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration REST = Duration.ofSeconds(5);
  private static final Path LAUNCHER = Path.of("..", "plumbline").toAbsolutePath().normalize();

  @Override
  public void run(Extent extent, Report report) throws Exception {
    Map<String, Sample> stages = new LinkedHashMap<>();
    Sample cpu = new Sample();
    Sample resident = new Sample();
    for (int i = 0; i <= extent.starts(); i++) {
      boolean warmUp = i == 0;
      start(
          warmUp ? new LinkedHashMap<>() : stages,
          warmUp ? new Sample() : cpu,
          warmUp ? new Sample() : resident);
    }
    stages.forEach(
        (name, sample) -> {
          Figure figure = Figure.of("start", name, "ms", sample);
          report.add(name.equals("up") ? figure.aim(8000) : figure.against("since the start"));
        });
    report.add(Figure.of("start", "processor time until the sample converged", "ms", cpu));
    report.add(Figure.of("start", "resident 5 s after", "MiB", resident).aim(700));
  }

  private static void start(Map<String, Sample> stages, Sample cpu, Sample resident)
      throws Exception {
    Path directory = Product.directory("start");
    Path data = directory.resolve("data");
    Path out = directory.resolve("out");
    Path log = data.resolve("plumbline.log");
    long begun = System.nanoTime();
    Process process =
        new ProcessBuilder(LAUNCHER.toString(), "up", "--data-dir", data.toString())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    try {
      Map<String, BooleanSupplier> seen = new LinkedHashMap<>();
      seen.put("command line runs", () -> Files.exists(data));
      seen.put("cluster serves", () -> read(out).contains("Working on"));
      seen.put("broker serves, services begin", () -> Files.exists(log));
      seen.put("services are wired", () -> read(log).contains("Installed features"));
      seen.put("up", () -> Files.exists(data.resolve("endpoints.json")));
      seen.put("sample converged", () -> read(out).contains("converged"));
      seen.forEach(
          (name, there) -> {
            await(name, process, there);
            stages.computeIfAbsent(name, none -> new Sample()).addNanos(begun, System.nanoTime());
          });
      process.info().totalCpuDuration().ifPresent(used -> cpu.add(used.toMillis()));
      Thread.sleep(REST.toMillis());
      resident.add(Product.resident(process.pid(), "VmHWM"));
    } finally {
      process.destroy();
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
  }

  private static void await(String stage, Process process, BooleanSupplier there) {
    Waiting.until(
        PATIENCE, () -> "not seen: " + stage, () -> there.getAsBoolean() || !process.isAlive());
  }

  private static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
