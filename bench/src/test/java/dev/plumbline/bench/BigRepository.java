package dev.plumbline.bench;

import dev.plumbline.git.Credentials;
import dev.plumbline.git.Mirror;
import dev.plumbline.git.MirrorSettings;
import dev.plumbline.git.Mirrors;
import dev.plumbline.git.RepositoryUrl;
import dev.plumbline.testkit.GitWorkspace;
import dev.plumbline.testkit.harness.GitHost;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A repository of half a gigabyte and 50,000 files, fetched from the embedded Git server by our
 * mirror, and by Git where it is installed: all of it, then commit by commit.
 */
final class BigRepository implements Measure {

  private static final String NAME = "bigrepo";
  private static final int FILES = Integer.getInteger("bench.bigFiles", 50_000);
  private static final long BYTES = Integer.getInteger("bench.bigMegabytes", 500) * 1_000_000L;
  private static final int LATER = 20;
  private static final String NO_GIT = "git is not installed";

  @Override
  public void run(Extent extent, Report report) throws Exception {
    Path directory = Product.directory(NAME);
    try (GitHost host = GitHost.open();
        Mirrors mirrors = new Mirrors(directory.resolve("mirrors"), MirrorSettings.DEFAULT)) {
      GitWorkspace.createBare(host.root().resolve("bare"), NAME);
      Path bare = host.root().resolve("bare").resolve(NAME + ".git");
      String url = host.server().url(NAME).toString();
      try (WrittenRepository written = new WrittenRepository(bare, FILES)) {
        written.fill(BYTES);
        Mirror mirror = mirrors.of(RepositoryUrl.parse(url));
        Optional<OfficialTool> git = OfficialTool.find("git.command", "git");
        Path clone = directory.resolve("clone.git");
        first(mirror, git, url, clone, report);
        later(written, mirror, git, clone, report);
      } finally {
        delete(host.root());
      }
    } finally {
      delete(directory);
    }
  }

  private static void first(
      Mirror mirror, Optional<OfficialTool> git, String url, Path clone, Report report) {
    double own = millis(() -> mirror.fetch(Credentials.none())) / 1000;
    Optional<Double> theirs =
        git.map(t -> millis(() -> t.run("clone", "--mirror", "--quiet", url, clone.toString())));
    String what = "first fetch of %,d files, %d MB".formatted(FILES, BYTES / 1_000_000);
    report.add(
        Figure.of(NAME, what, "s", own)
            .against(
                theirs
                    .map(millis -> "git clone --mirror: %.1f s".formatted(millis / 1000))
                    .orElse(NO_GIT)));
  }

  private static void later(
      WrittenRepository written,
      Mirror mirror,
      Optional<OfficialTool> git,
      Path clone,
      Report report)
      throws IOException {
    Sample own = new Sample();
    Sample theirs = new Sample();
    Sample nothing = new Sample();
    for (int i = 0; i < LATER; i++) {
      written.change(i * 7);
      own.add(millis(() -> mirror.fetch(Credentials.none())));
      nothing.add(millis(() -> mirror.fetch(Credentials.none())));
      git.ifPresent(t -> theirs.add(millis(() -> t.run("-C", clone.toString(), "fetch", "-q"))));
    }
    report.add(
        Figure.of(NAME, "fetch of a commit of one file", "ms", own)
            .against(
                git.isPresent() ? "git fetch: %.0f ms".formatted(theirs.quantile(0.5)) : NO_GIT));
    report.add(Figure.of(NAME, "fetch that finds nothing new", "ms", nothing));
  }

  private static double millis(Supplier<?> work) {
    long begun = System.nanoTime();
    if (Boolean.FALSE.equals(work.get())) {
      throw new IllegalStateException("git failed");
    }
    return (System.nanoTime() - begun) / 1e6;
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
