package dev.plumbline.helm;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The native library of this platform. It is 98 MB, so it is unpacked once for all children and
 * kept for the next start.
 */
final class NativeFile {

  /** Tells another platform than this one, to see what becomes of it there. */
  static final String PLATFORM = "plumbline.helm.platform";

  private static final FileAttribute<?>[] PRIVATE =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
          ? new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
          }
          : new FileAttribute<?>[0];

  private NativeFile() {}

  /** Such as {@code linux-amd64}. */
  static String platform() {
    String told = System.getProperty(PLATFORM, "");
    if (!told.isEmpty()) {
      return told;
    }
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String processor = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    String os = system.startsWith("mac") ? "darwin" : system.startsWith("win") ? "windows" : system;
    return os
        + "-"
        + switch (processor) {
          case "x86_64" -> "amd64";
          case "aarch64" -> "arm64";
          default -> processor;
        };
  }

  /** Where the library is on the class path, if it is. */
  static Optional<URL> resource() {
    return Optional.ofNullable(NativeFile.class.getResource("/" + name(platform())));
  }

  private static String name(String platform) {
    String ending = platform.startsWith("linux") ? ".so" : ".dll";
    return platform.startsWith("darwin")
        ? "helm-" + platform.replace("darwin-", "darwin-10.12-") + ".dylib"
        : "helm-" + platform + ending;
  }

  /** The library as a file below a directory; unpacked unless it is there already. */
  static Path in(Path directory, String version) throws IOException {
    URL resource = resource().orElseThrow(() -> new IOException("there is none for " + platform()));
    Files.createDirectories(directory, PRIVATE);
    Path file = directory.resolve(version + "-" + name(platform()));
    long size = resource.openConnection().getContentLengthLong();
    boolean whole = Files.isRegularFile(file) && (size < 0 || Files.size(file) == size);
    if (whole) {
      return file;
    }
    @Nullable Path unpacked = Files.createTempFile(directory, "unpacking-", ".tmp");
    try (InputStream in = resource.openStream()) {
      Files.copy(in, unpacked, StandardCopyOption.REPLACE_EXISTING);
      Files.move(
          unpacked, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(unpacked);
    }
    return file;
  }
}
