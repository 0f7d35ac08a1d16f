package dev.plumbline.workers;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Directories of children: for their owner only, and gone with the child. Links are not followed.
 */
final class OwnDirectory {

  private static final String PREFIX = "child-";
  private static final FileAttribute<?>[] PRIVATE =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
          ? new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
          }
          : new FileAttribute<?>[0];

  private OwnDirectory() {}

  /** Makes the pool's directory, and removes what children of an earlier process left there. */
  static void prepare(Path pool) throws IOException {
    Files.createDirectories(pool, PRIVATE);
    List<Path> leftovers;
    try (Stream<Path> found = Files.list(pool)) {
      leftovers =
          found
              .filter(path -> path.getFileName().toString().startsWith(PREFIX))
              .filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
              .toList();
    }
    for (Path leftover : leftovers) {
      delete(leftover);
    }
  }

  static Path create(Path pool) throws IOException {
    Path directory = Files.createTempDirectory(pool, PREFIX, PRIVATE);
    Files.createDirectory(directory.resolve("tmp"), PRIVATE);
    return directory;
  }

  static void delete(Path directory) throws IOException {
    if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException gone) {
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path each, @Nullable IOException problem)
              throws IOException {
            Files.deleteIfExists(each);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
