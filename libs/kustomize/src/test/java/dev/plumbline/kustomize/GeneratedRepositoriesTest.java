package dev.plumbline.kustomize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.git.CommitId;
import dev.plumbline.git.CommitTree;
import dev.plumbline.git.Credentials;
import dev.plumbline.git.DirectoryTree;
import dev.plumbline.git.FileTree;
import dev.plumbline.git.MemoryTree;
import dev.plumbline.git.Mirror;
import dev.plumbline.git.MirrorSettings;
import dev.plumbline.git.Mirrors;
import dev.plumbline.git.ReadSet;
import dev.plumbline.git.RecordingTree;
import dev.plumbline.git.RepositoryUrl;
import dev.plumbline.git.TreeLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What holds for any input, on generated ones: {@code -Pfuzz} for many, {@code
 * -Dkustomize.seed=SEED} for others.
 */
class GeneratedRepositoriesTest {

  private static final long FIRST_SEED = Long.getLong("kustomize.seed", 1);
  private static final int RUNS = Integer.getInteger("kustomize.runs", 100);

  @TempDir private Path directory;

  private static LongStream seeds() {
    return LongStream.range(FIRST_SEED, FIRST_SEED + RUNS);
  }

  private static String build(FileTree tree, String folder) {
    return new String(
        Kustomize.build(tree, folder, KustomizeOptions.DEFAULT).toYaml(), StandardCharsets.UTF_8);
  }

  @Test
  void theOrderOfKeysAndDocumentsDoesNotMatter() {
    seeds()
        .forEach(
            seed -> {
              // given
              GeneratedRepository repository = new GeneratedRepository(seed);
              MemoryTree one = new MemoryTree(repository.files(new Random(seed)));
              MemoryTree other = new MemoryTree(repository.files(new Random(-seed)));

              // when, then
              assertThat(build(other, GeneratedRepository.OVERLAY))
                  .as("seed %d", seed)
                  .isEqualTo(build(one, GeneratedRepository.OVERLAY));
            });
  }

  @Test
  void theReadSetIsExact() {
    seeds()
        .forEach(
            seed -> {
              // given
              Map<String, byte[]> files = new GeneratedRepository(seed).files(new Random(seed));
              RecordingTree recording = new RecordingTree(new MemoryTree(files));
              String before = build(recording, GeneratedRepository.OVERLAY);
              ReadSet readSet = recording.readSet();

              for (String file : files.keySet()) {
                // when
                Map<String, byte[]> changed = new TreeMap<>(files);
                changed.put(file, new byte[] {'#'});
                MemoryTree other = new MemoryTree(changed);
                boolean holds = readSet.stillHolds(other);

                // then
                assertThat(holds)
                    .as("seed %d, %s", seed, file)
                    .isEqualTo(!readSet.entries().containsKey(file));
                if (holds) {
                  assertThat(build(other, GeneratedRepository.OVERLAY))
                      .as("seed %d, %s", seed, file)
                      .isEqualTo(before);
                }
              }
              assertThat(readSet.entries())
                  .as("seed %d", seed)
                  .containsKey("base/settings.env")
                  .doesNotContainKeys("base/unused.yaml", "other/kustomization.yaml");
            });
  }

  @Test
  void aBuildIsTheSameFromADirectoryFromGitAndFromMemory() throws Exception {
    // given
    Path files = directory.resolve("files");
    Map<Long, String> expected = new TreeMap<>();
    for (long seed : seeds().toArray()) {
      Map<String, byte[]> content = new GeneratedRepository(seed).files(new Random(seed));
      write(content, files.resolve("r" + seed));
      expected.put(seed, build(new MemoryTree(content), GeneratedRepository.OVERLAY));
    }
    try (Git git = Git.init().setInitialBranch("main").setDirectory(files.toFile()).call()) {
      git.add().addFilepattern(".").call();
      git.commit().setSign(false).setAuthor("a", "a@example.com").setMessage("all").call();
    }
    try (Mirrors mirrors = new Mirrors(directory.resolve("mirrors"), MirrorSettings.DEFAULT)) {
      Mirror mirror = mirrors.of(RepositoryUrl.parse("file://" + files));
      mirror.fetch(Credentials.none());
      CommitId commit = mirror.resolve("main").orElseThrow();

      // when, then
      try (CommitTree inGit = mirror.tree(commit)) {
        FileTree onDisk = new DirectoryTree(files, TreeLimits.DEFAULT);
        expected.forEach(
            (seed, yaml) -> {
              String folder = "r" + seed + "/" + GeneratedRepository.OVERLAY;
              assertThat(build(onDisk, folder)).as("seed %d", seed).isEqualTo(yaml);
              assertThat(build(inGit, folder)).as("seed %d", seed).isEqualTo(yaml);
            });
      }
    }
  }

  private static void write(Map<String, byte[]> content, Path root) throws IOException {
    for (Map.Entry<String, byte[]> file : content.entrySet()) {
      Path path = root.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue());
    }
  }
}
