package dev.plumbline.git;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SymlinkTreeTest {

  private final MemoryTree files =
      new MemoryTree(
          Map.of("base/a.yaml", "a".getBytes(UTF_8), "top.yaml", "top".getBytes(UTF_8)),
          Map.of(
              "apps/base", "../base",
              "apps/chain", "base/a.yaml",
              "apps/up", "..",
              "apps/out", "../../etc/passwd",
              "apps/absolute", "/etc/passwd",
              "apps/git", "../.git/config",
              "apps/dangling", "nothing",
              "loop/one", "two",
              "loop/two", "one"),
          TreeLimits.DEFAULT);
  private final SymlinkTree tree = new SymlinkTree(files);

  @Test
  void followsLinksInEveryPartOfThePath() {
    assertThat(tree.read("apps/base/a.yaml")).asString().isEqualTo("a");
    assertThat(tree.read("apps/chain")).asString().isEqualTo("a");
    assertThat(tree.read("apps/up/top.yaml")).asString().isEqualTo("top");
    assertThat(tree.lookup("apps/chain"))
        .hasValueSatisfying(
            entry -> {
              assertThat(entry.path()).isEqualTo("apps/chain");
              assertThat(entry.kind()).isEqualTo(FileEntry.Kind.FILE);
              assertThat(entry.size()).isEqualTo(1);
            });
    assertThat(tree.list("apps/base"))
        .extracting(FileEntry::path)
        .containsExactly("apps/base/a.yaml");
    assertThat(tree.lookup("apps/dangling")).isEmpty();
  }

  @Test
  void showsLinksInAListingAsLinks() {
    assertThat(tree.list("loop")).extracting(FileEntry::kind).containsOnly(FileEntry.Kind.SYMLINK);
  }

  @ParameterizedTest
  @CsvSource({
    "apps/out, outside of the repository",
    "apps/absolute, outside of the repository",
    "apps/git, outside of the repository",
    "loop/one, in circles",
  })
  void refusesLinksThatLeadOutOrNowhere(String path, String why) {
    assertThatExceptionOfType(GitException.class)
        .isThrownBy(() -> tree.read(path))
        .withMessageContaining(why)
        .satisfies(e -> assertThat(e.reason()).isEqualTo(GitException.Reason.REFUSED));
  }

  @Test
  void recordsTheLinksOnTheWay() {
    RecordingTree recording = new RecordingTree(files);

    new SymlinkTree(recording).read("apps/chain");

    assertThat(recording.readSet().entries())
        .containsOnlyKeys("apps", "apps/chain", "apps/base", "base", "base/a.yaml");
  }
}
