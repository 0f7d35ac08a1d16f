package dev.plumbline.cli.up;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.plumbline.cli.UserError;
import dev.plumbline.contracts.Json;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything that {@code up} keeps between runs, under one directory that one {@code up} at a time
 * may use.
 */
final class DataDirectory implements AutoCloseable {

  private static final TypeReference<Map<String, Integer>> PORTS = new TypeReference<>() {};

  private final Path root;
  private final FileChannel lockFile;
  private final FileLock lock;

  private DataDirectory(Path root, FileChannel lockFile, FileLock lock) {
    this.root = root;
    this.lockFile = lockFile;
    this.lock = lock;
  }

  /**
   * Makes the directory, readable by its owner only, if it is absent, and takes it.
   *
   * @throws UserError when it cannot be made or another {@code up} has it
   */
  static DataDirectory take(Path directory) {
    Path root = directory.toAbsolutePath().normalize();
    try {
      if (!Files.isDirectory(root)) {
        Files.createDirectories(
            root,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      FileChannel channel =
          FileChannel.open(
              root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = tryLock(channel);
      if (lock == null) {
        channel.close();
        throw new UserError(
            "another ./plumbline up uses " + root + "; stop it, or give --data-dir another one");
      }
      return new DataDirectory(root, channel, lock);
    } catch (IOException e) {
      throw new UserError("the data directory " + root + " cannot be used: " + e, e);
    }
  }

  Path root() {
    return root;
  }

  Path kafka() {
    return root.resolve("kafka");
  }

  Path sandbox() {
    return root.resolve("sandbox");
  }

  Path git() {
    return root.resolve("git");
  }

  Path services() {
    return root.resolve("services");
  }

  Path log() {
    return root.resolve("plumbline.log");
  }

  Path kubeconfig() {
    return root.resolve("kubeconfig");
  }

  Path encryptionKey() {
    return root.resolve("encryption.key");
  }

  Path sandboxKey() {
    return root.resolve("sandbox.key");
  }

  Path gitToken() {
    return root.resolve("git.token");
  }

  Path webhookSecret() {
    return root.resolve("webhook.secret");
  }

  /** The ports of the run before, by name, so that clones and kubeconfigs stay good. */
  Map<String, Integer> ports() {
    try {
      Path file = root.resolve("ports.json");
      return Files.exists(file)
          ? Json.mapper().readValue(Files.readAllBytes(file), PORTS)
          : Map.of();
    } catch (IOException e) {
      return Map.of();
    }
  }

  void rememberPorts(Map<String, Integer> ports) throws IOException {
    Files.write(root.resolve("ports.json"), Json.mapper().writeValueAsBytes(new TreeMap<>(ports)));
  }

  @Override
  public void close() throws IOException {
    lock.release();
    lockFile.close();
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }
}
