package dev.plumbline.git;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds for every tree: the same files in memory, in a directory and at a commit. */
class FileTreeTest {

  private static final Map<String, String> FILES =
      Map.of("a.yaml", "a: 1\n", "apps/web/x.yaml", "x", "apps/a-b", "1", "apps/a/b", "2", "e", "");
  private static final Map<String, String> LINKS = Map.of("apps/link", "../a.yaml");
  private static final TreeLimits LIMITS = new TreeLimits(5, 4);

  enum Kind {
    MEMORY,
    DIRECTORY,
    COMMIT
  }

  @TempDir Path temp;
  private Mirrors mirrors;

  @BeforeEach
  void makeMirrors() {
    mirrors =
        new Mirrors(
            temp.resolve("mirrors"),
            new MirrorSettings(1L << 30, 1L << 30, MirrorSettings.DEFAULT.timeout(), LIMITS));
  }

  @AfterEach
  void closeMirrors() {
    mirrors.close();
  }

  @ParameterizedTest
  @EnumSource
  void looksUpWhatIsThere(Kind kind) {
    FileTree tree = tree(kind);

    assertThat(tree.lookup("a.yaml"))
        .contains(
            new FileEntry(
                "a.yaml", FileEntry.Kind.FILE, "a8926a52d8dcba5c4386945476ab6a2ad008afd4", 5));
    assertThat(tree.lookup("apps")).contains(FileEntry.directory("apps"));
    assertThat(tree.lookup("")).contains(FileEntry.directory(""));
    assertThat(tree.lookup("apps/link")).map(FileEntry::kind).contains(FileEntry.Kind.SYMLINK);
    assertThat(tree.lookup("apps/none")).isEmpty();
    assertThat(tree.lookup("a.yaml/below")).isEmpty();
    assertThat(tree.lookup("apps/link/below")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void listsNamesAndKindsSortedByName(Kind kind) {
    assertThat(tree(kind).list("apps"))
        .containsExactly(
            FileEntry.listed("apps/a", FileEntry.Kind.DIRECTORY),
            FileEntry.listed("apps/a-b", FileEntry.Kind.FILE),
            FileEntry.listed("apps/link", FileEntry.Kind.SYMLINK),
            FileEntry.listed("apps/web", FileEntry.Kind.DIRECTORY));
    assertThat(tree(kind).list(""))
        .extracting(FileEntry::name)
        .containsExactly("a.yaml", "apps", "e");
  }

  @ParameterizedTest
  @EnumSource
  void readsFilesAndTargetsOfLinks(Kind kind) {
    assertThat(tree(kind).read("a.yaml")).asString(UTF_8).isEqualTo("a: 1\n");
    assertThat(tree(kind).read("e")).isEmpty();
    assertThat(tree(kind, Map.of("t", "x"), Map.of("l", "t")).read("l")).asString().isEqualTo("t");
  }

  @ParameterizedTest
  @EnumSource
  void followsNoLinkToADirectory(Kind kind) {
    FileTree tree = tree(kind, Map.of("real/file", "x"), Map.of("link", "real"));

    assertThat(tree.lookup("link/file")).isEmpty();
    assertFails(() -> tree.read("link/file"), GitException.Reason.PATH_NOT_FOUND, "no file");
    assertFails(() -> tree.list("link"), GitException.Reason.PATH_NOT_FOUND, "is a symlink");
  }

  @ParameterizedTest
  @EnumSource
  void saysWhatIsMissing(Kind kind) {
    FileTree tree = tree(kind);

    assertFails(() -> tree.read("nope"), GitException.Reason.PATH_NOT_FOUND, "no file nope");
    assertFails(() -> tree.read("apps"), GitException.Reason.PATH_NOT_FOUND, "is a directory");
    assertFails(() -> tree.list("nope"), GitException.Reason.PATH_NOT_FOUND, "no directory nope");
    assertFails(() -> tree.list("a.yaml"), GitException.Reason.PATH_NOT_FOUND, "is a file");
  }

  @ParameterizedTest
  @EnumSource
  void refusesPathsThatLeadElsewhere(Kind kind) {
    FileTree tree = tree(kind);

    assertFails(() -> tree.lookup("../x"), GitException.Reason.REFUSED, "is refused");
    assertFails(() -> tree.read("/etc/passwd"), GitException.Reason.REFUSED, "is refused");
    assertFails(() -> tree.list(".git"), GitException.Reason.REFUSED, "is refused");
  }

  @ParameterizedTest
  @EnumSource
  void boundsFilesAndListings(Kind kind) {
    Map<String, String> files = new TreeMap<>(Map.of("big", "123456", "fits", "12345"));
    for (int i = 0; i < 5; i++) {
      files.put("many/" + i, "");
    }
    FileTree tree = tree(kind, files, Map.of());

    assertThat(tree.read("fits")).hasSize(5);
    assertThat(tree.lookup("big")).map(FileEntry::size).contains(6L);
    assertFails(() -> tree.read("big"), GitException.Reason.TOO_LARGE, "big has 6 bytes");
    assertFails(() -> tree.list("many"), GitException.Reason.TOO_LARGE, "more than 4 entries");
  }

  private static void assertFails(Runnable action, GitException.Reason reason, String text) {
    assertThatExceptionOfType(GitException.class)
        .isThrownBy(action::run)
        .withMessageContaining(text)
        .satisfies(e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private FileTree tree(Kind kind) {
    return tree(kind, FILES, LINKS);
  }

  private FileTree tree(Kind kind, Map<String, String> files, Map<String, String> links) {
    return switch (kind) {
      case MEMORY ->
          new MemoryTree(
              files.entrySet().stream()
                  .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().getBytes(UTF_8))),
              links,
              LIMITS);
      case DIRECTORY -> onDisk(files, links);
      case COMMIT -> atCommit(files, links);
    };
  }

  private FileTree onDisk(Map<String, String> files, Map<String, String> links) {
    try {
      Path root = Files.createTempDirectory(temp, "files");
      for (Map.Entry<String, String> file : files.entrySet()) {
        Path path = root.resolve(file.getKey());
        Files.createDirectories(path.getParent());
        Files.writeString(path, file.getValue());
      }
      for (Map.Entry<String, String> link : links.entrySet()) {
        Files.createSymbolicLink(root.resolve(link.getKey()), Path.of(link.getValue()));
      }
      return new DirectoryTree(root, LIMITS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private FileTree atCommit(Map<String, String> files, Map<String, String> links) {
    try (Origin origin = Origin.in(Files.createTempDirectory(temp, "origin"))) {
      CommitId commit = origin.commit("main", files, links, "All files");
      Mirror mirror = mirrors.of(origin.url());
      mirror.fetch(Credentials.none());
      return mirror.tree(commit);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
