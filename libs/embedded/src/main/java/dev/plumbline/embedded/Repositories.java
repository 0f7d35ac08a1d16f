package dev.plumbline.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/** A directory of bare repositories: {@code NAME.git} holds the repository NAME. */
record Repositories(Path root) {
  private static final String SUFFIX = ".git";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  /** True when a repository of that name is there; false for any name that is not a plain one. */
  boolean has(String name) {
    return NAME.matcher(name).matches() && Files.isDirectory(directory(name));
  }

  List<String> names() throws IOException {
    try (Stream<Path> entries = Files.list(root)) {
      return entries
          .map(entry -> entry.getFileName().toString())
          .filter(file -> file.endsWith(SUFFIX))
          .map(file -> file.substring(0, file.length() - SUFFIX.length()))
          .filter(this::has)
          .sorted()
          .toList();
    }
  }

  Repository open(String name) throws IOException {
    return new FileRepositoryBuilder()
        .setGitDir(directory(name).toFile())
        .setMustExist(true)
        .build();
  }

  private Path directory(String name) {
    return root.resolve(name + SUFFIX);
  }
}
