package dev.plumbline.manifests.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.git.FileEntry;
import dev.plumbline.git.FileTree;
import dev.plumbline.git.GitException;
import dev.plumbline.git.MemoryTree;
import dev.plumbline.git.RecordingTree;
import dev.plumbline.git.SymlinkTree;
import dev.plumbline.git.TreeLimits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IgnoringTreeTest {

  private final Map<String, String> files = new TreeMap<>();

  IgnoringTreeTest() {
    for (String path :
        List.of(
            "a.yaml",
            "b.txt",
            "docs/a.yaml",
            "docs/deep/b.txt",
            "src/a.yaml",
            "src/docs/c.yaml",
            "src/keep/d.yaml",
            "src/x_y.yaml")) {
      files.put(path, "content of " + path);
    }
  }

  /** What is left of the eight files. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "*.txt | a.yaml docs/a.yaml src/a.yaml src/docs/c.yaml src/keep/d.yaml src/x_y.yaml",
        "docs | a.yaml b.txt src/a.yaml src/keep/d.yaml src/x_y.yaml",
        "docs/ | a.yaml b.txt src/a.yaml src/keep/d.yaml src/x_y.yaml",
        "/docs | a.yaml b.txt src/a.yaml src/docs/c.yaml src/keep/d.yaml src/x_y.yaml",
        "a.yaml/ | a.yaml b.txt docs/a.yaml docs/deep/b.txt src/a.yaml src/docs/c.yaml"
            + " src/keep/d.yaml src/x_y.yaml",
        "**/docs | a.yaml b.txt src/a.yaml src/keep/d.yaml src/x_y.yaml",
        "src/** | a.yaml b.txt docs/a.yaml docs/deep/b.txt",
        "src/*/?.yaml | a.yaml b.txt docs/a.yaml docs/deep/b.txt src/a.yaml src/x_y.yaml",
        "src/**/c.yaml | a.yaml b.txt docs/a.yaml docs/deep/b.txt src/a.yaml src/keep/d.yaml"
            + " src/x_y.yaml",
        "/*,!/src | src/a.yaml src/docs/c.yaml src/keep/d.yaml src/x_y.yaml",
        "src/,!src/keep/ | a.yaml b.txt docs/a.yaml docs/deep/b.txt src/keep/d.yaml",
        "!*.yaml,*.yaml | b.txt docs/deep/b.txt",
        "[ab].* | src/docs/c.yaml src/keep/d.yaml src/x_y.yaml",
        "# *,, | a.yaml b.txt docs/a.yaml docs/deep/b.txt src/a.yaml src/docs/c.yaml"
            + " src/keep/d.yaml src/x_y.yaml",
        "[ | a.yaml b.txt docs/a.yaml docs/deep/b.txt src/a.yaml src/docs/c.yaml src/keep/d.yaml"
            + " src/x_y.yaml",
      })
  void leavesOutWhatThePatternsName(String patterns, String left) {
    files.put(".sourceignore", patterns.replace(',', '\n'));
    IgnoringTree tree = view("");
    assertThat(shown(tree)).containsExactlyInAnyOrder(left.split(" "));
  }

  @Test
  void countsAFileForItsFolderAndBelow() {
    files.put("src/.sourceignore", "/docs\n*.txt\na.yaml\r\n");
    assertThat(shown(view("")))
        .containsExactlyInAnyOrder(
            "a.yaml", "b.txt", "docs/a.yaml", "docs/deep/b.txt", "src/keep/d.yaml", "src/x_y.yaml");
  }

  @Test
  void letsTheApplicationHaveTheLastWord() {
    files.put(".sourceignore", "src\n");
    assertThat(shown(view("!src/keep\ndocs")))
        .containsExactlyInAnyOrder("a.yaml", "b.txt", "src/keep/d.yaml");
  }

  @Test
  void hasNoWayToWhatIsLeftOut() {
    files.put(".sourceignore", "docs\n");
    IgnoringTree tree = view("");
    assertThat(tree.lookup("docs")).isEmpty();
    assertThat(tree.lookup("docs/a.yaml")).isEmpty();
    assertThatThrownBy(() -> tree.read("docs/a.yaml"))
        .isInstanceOf(GitException.class)
        .hasMessageContaining("docs/a.yaml is left out by an ignore file");
    assertThatThrownBy(() -> tree.list("docs")).isInstanceOf(GitException.class);
    assertThat(tree.read("src/a.yaml")).asString().isEqualTo("content of src/a.yaml");
  }

  @Test
  void readsOnlyTheIgnoreFilesOnTheWay() {
    RecordingTree recording = new RecordingTree(tree());
    new IgnoringTree(recording, IgnoringTree.SOURCE_IGNORE, "").read("src/docs/c.yaml");
    assertThat(recording.readSet().entries().keySet())
        .contains(".sourceignore", "src/.sourceignore", "src/docs/.sourceignore", "src/docs/c.yaml")
        .doesNotContain("docs/.sourceignore", "", "src");
  }

  @Test
  void noticesAnIgnoreFileThatIsAdded() {
    RecordingTree recording = new RecordingTree(tree());
    new IgnoringTree(recording, IgnoringTree.SOURCE_IGNORE, "").read("src/docs/c.yaml");
    files.put("src/.sourceignore", "docs");
    assertThat(recording.readSet().stillHolds(tree())).isFalse();
  }

  @Test
  void breaksLinksToWhatIsLeftOut() {
    files.put(".sourceignore", "docs\n");
    SymlinkTree links =
        new SymlinkTree(tree(Map.of("src/link", "../docs/a.yaml")))
            .through(tree -> new IgnoringTree(tree, IgnoringTree.SOURCE_IGNORE, ""));
    assertThat(links.lookup("src/link")).isEmpty();
  }

  @Test
  void refusesAnIgnoreFileWithoutEnd() {
    files.put(".sourceignore", "x\n".repeat(2_001));
    assertThatThrownBy(() -> view("").lookup("a.yaml"))
        .hasMessage(".sourceignore has 2001 patterns, the limit is 2000");
    files.put(".sourceignore", "x".repeat(300_000));
    assertThatThrownBy(() -> view("").lookup("a.yaml"))
        .hasMessage(".sourceignore has 300000 bytes, the limit is 262144");
  }

  private IgnoringTree view(String patterns) {
    return new IgnoringTree(tree(), IgnoringTree.SOURCE_IGNORE, patterns);
  }

  private FileTree tree() {
    return tree(Map.of());
  }

  private FileTree tree(Map<String, String> links) {
    Map<String, byte[]> bytes = new TreeMap<>();
    files.forEach((path, text) -> bytes.put(path, text.getBytes(StandardCharsets.UTF_8)));
    return new MemoryTree(bytes, links, TreeLimits.DEFAULT);
  }

  /** Every file that a walk finds, which must be the same that can be asked for by name. */
  private List<String> shown(IgnoringTree tree) {
    List<String> walked = new ArrayList<>();
    walk(tree, "", walked);
    walked.removeIf(path -> path.endsWith(".sourceignore"));
    List<String> named =
        files.keySet().stream()
            .filter(path -> !path.endsWith(".sourceignore") && tree.lookup(path).isPresent())
            .toList();
    assertThat(walked).containsExactlyInAnyOrderElementsOf(named);
    return walked;
  }

  private static void walk(FileTree tree, String directory, List<String> found) {
    for (FileEntry entry : tree.list(directory)) {
      if (entry.kind() == FileEntry.Kind.DIRECTORY) {
        walk(tree, entry.path(), found);
      } else {
        found.add(entry.path());
      }
    }
  }
}
