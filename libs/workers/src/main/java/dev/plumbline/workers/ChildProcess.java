package dev.plumbline.workers;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A child as its parent has it: a process, two pipes and a directory. */
final class ChildProcess {

  private static final Logger log = LoggerFactory.getLogger(ChildProcess.class);
  private static final long END_SECONDS = 10;
  private static final long NO_BYTES = -1;

  private final Process process;
  private final Path directory;
  private final DataInputStream in;
  private final DataOutputStream out;
  private final LastWords lastWords;
  private final int maxBytes;
  private final Path status;
  int calls;
  long idleSince;

  private ChildProcess(Process process, Path directory, int maxBytes, Executor threads) {
    this.process = process;
    this.directory = directory;
    this.in = new DataInputStream(new BufferedInputStream(process.getInputStream()));
    this.out = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
    this.lastWords = new LastWords(process.getErrorStream());
    this.maxBytes = maxBytes + Child.OVERHEAD;
    this.status = Path.of("/proc", String.valueOf(process.pid()), "status");
    threads.execute(lastWords);
  }

  static ChildProcess start(WorkerSettings settings, Executor threads) throws IOException {
    Path directory = OwnDirectory.create(settings.directory());
    try {
      ProcessBuilder builder = new ProcessBuilder(command(settings, directory));
      builder.directory(directory.toFile());
      builder.environment().clear();
      builder.environment().put("HOME", directory.toString());
      builder.environment().put("TMPDIR", directory.resolve("tmp").toString());
      builder.environment().put("LC_ALL", "C.UTF-8");
      builder.environment().putAll(settings.environment());
      ChildProcess child =
          new ChildProcess(builder.start(), directory, settings.maxBytes(), threads);
      child.goFirst();
      return child;
    } catch (IOException e) {
      OwnDirectory.delete(directory);
      throw e;
    }
  }

  private static List<String> command(WorkerSettings settings, Path directory) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + settings.heapMib() + "m");
    command.add("-Xss" + settings.stackKib() + "k");
    command.add("-XX:+UseSerialGC");
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-XX:+ExitOnOutOfMemoryError");
    command.add("-XX:-CreateCoredumpOnCrash");
    command.add("-XX:-UsePerfData");
    command.add("-XX:+DisplayVMOutputToStderr");
    command.add("-XX:ErrorFile=" + directory.resolve("error.log"));
    command.add("-Dfile.encoding=UTF-8");
    command.add("-Djava.io.tmpdir=" + directory.resolve("tmp"));
    command.add("-Duser.home=" + directory);
    command.addAll(settings.options());
    command.add("-cp");
    command.add(
        ClassPath.join(ClassPath.of(Child.class), settings.classPath()).stream()
            .map(Path::toString)
            .collect(Collectors.joining(File.pathSeparator)));
    command.add(Child.class.getName());
    command.add(String.valueOf(settings.maxBytes()));
    return command;
  }

  /** Whoever has to go when the machine has no memory left, it is not the parent. */
  private void goFirst() {
    Path score = status.resolveSibling("oom_score_adj");
    try {
      if (Files.isWritable(score)) {
        Files.writeString(score, "1000");
      }
    } catch (IOException e) {
      log.debug("a worker's place in the kernel's order of killing is as it was", e);
    }
  }

  Frame read() throws IOException {
    return Frame.read(in, maxBytes);
  }

  Frame tell(Frame frame) throws IOException {
    frame.write(out);
    return read();
  }

  /** The memory that the process has, where the system tells; a negative number elsewhere. */
  long residentBytes() {
    try {
      for (String line : Files.readAllLines(status, StandardCharsets.ISO_8859_1)) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
        }
      }
    } catch (IOException | NumberFormatException notTold) {
      return NO_BYTES;
    }
    return NO_BYTES;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  String lastWords() {
    return lastWords.text();
  }

  /** How it ended, once it has; waits a little for that. */
  int exitCode() throws InterruptedException {
    return process.waitFor(END_SECONDS, TimeUnit.SECONDS) ? process.exitValue() : 0;
  }

  /** Ends it and what it started, and removes its directory. */
  void end() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    boolean interrupted = Thread.interrupted();
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        log.warn("worker process {} does not end", process.pid());
      }
      OwnDirectory.delete(directory);
    } catch (InterruptedException e) {
      interrupted = true;
    } catch (IOException e) {
      log.warn("a worker's directory cannot be removed: {}", e.toString());
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
