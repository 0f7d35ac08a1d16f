package dev.plumbline.kustomize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.plumbline.git.MemoryTree;
import dev.plumbline.git.TreeLimits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whatever a repository holds, a build ends soon, with an error that names the file. */
class HostileInputTest {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String CONFIG_MAP =
      "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n";

  private final Map<String, byte[]> files = new HashMap<>();
  private final Map<String, String> links = new HashMap<>();

  private HostileInputTest given(String path, String text) {
    files.put(path, text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  private void assertRefused(String file, String problem) {
    assertRefused(file, problem, KustomizeLimits.DEFAULT);
  }

  private void assertRefused(String file, String problem, KustomizeLimits limits) {
    MemoryTree tree = new MemoryTree(files, links, TreeLimits.DEFAULT);
    KustomizeOptions options = new KustomizeOptions(KustomizeOptions.Order.LEGACY, true, limits);
    KustomizeException e =
        assertTimeoutPreemptively(
            SOON,
            () ->
                catchThrowableOfType(
                    KustomizeException.class, () -> Kustomize.build(tree, "app", options)));
    assertThat(e).hasMessageContaining(problem);
    assertThat(e.getMessage()).contains(file);
  }

  @Test
  void aliasesThatMultiply() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 12; i++) {
      String alias = "*a" + (i - 1);
      bomb.append("a").append(i).append(": &a").append(i).append(" [");
      bomb.append((alias + ", ").repeat(9)).append(alias).append("]\n");
    }
    given("app/kustomization.yaml", "resources: [bomb.yaml]")
        .given("app/bomb.yaml", CONFIG_MAP + bomb)
        .assertRefused("app/bomb.yaml", "nodes");
  }

  @Test
  void anAliasOfItself() {
    given("app/kustomization.yaml", "resources: [loop.yaml]")
        .given("app/loop.yaml", CONFIG_MAP + "data: &a\n  b: *a\n")
        .assertRefused("app/loop.yaml:6", "contains itself");
  }

  @Test
  void nestingOfTenThousand() {
    given("app/kustomization.yaml", "resources: [deep.yaml]")
        .given("app/deep.yaml", CONFIG_MAP + "data: " + "[".repeat(10_000) + "]".repeat(10_000))
        .assertRefused("app/deep.yaml", "nested deeper");
  }

  @Test
  void nestingInTheKustomizationItself() {
    given("app/kustomization.yaml", "labels: " + "{a: ".repeat(10_000) + "}".repeat(10_000))
        .assertRefused("app/kustomization.yaml", "nested deeper");
  }

  @Test
  void moreBytesThanABuildMayRead() {
    given("app/kustomization.yaml", "resources: [big.yaml]")
        .given("app/big.yaml", CONFIG_MAP + "data:\n  a: " + "x".repeat(1_000_000))
        .assertRefused(
            "app/big.yaml", "bytes", new KustomizeLimits(500_000, 100, 1_000_000, 1_000, SOON));
  }

  @Test
  void aDocumentLargerThanAFileMayBe() {
    given("app/kustomization.yaml", "resources: [huge.yaml]")
        .given("app/huge.yaml", CONFIG_MAP + "# " + "x".repeat(100_000_000))
        .assertRefused("app/huge.yaml", "limit");
  }

  @Test
  void basesInCircles() {
    given("app/kustomization.yaml", "resources: [../other]")
        .given("other/kustomization.yaml", "resources: [../app]")
        .assertRefused("other/kustomization.yaml", "cycle detected");
  }

  @Test
  void aBaseThatIsAround() {
    given("app/kustomization.yaml", "resources: [..]")
        .given("kustomization.yaml", "resources: [app]")
        .assertRefused("app/kustomization.yaml", "cycle detected");
  }

  @Test
  void pathsOutOfTheRepository() {
    given("app/kustomization.yaml", "resources: [../../../etc/passwd]")
        .assertRefused("app/kustomization.yaml", "out of the repository");
  }

  @Test
  void absolutePaths() {
    given("app/kustomization.yaml", "configMapGenerator: [{name: a, files: [/etc/passwd]}]")
        .assertRefused("app/kustomization.yaml", "cannot be absolute");
  }

  @Test
  void linksOutOfTheRepository() {
    links.put("app/link.yaml", "../../etc/passwd");
    given("app/kustomization.yaml", "resources: [link.yaml]")
        .assertRefused("app/kustomization.yaml", "outside of the repository");
  }

  @Test
  void linksOutOfTheFolder() {
    links.put("app/link.yaml", "../secret.yaml");
    given("app/kustomization.yaml", "resources: [link.yaml]")
        .given("secret.yaml", CONFIG_MAP)
        .assertRefused("app/kustomization.yaml", "security");
  }

  @Test
  void linksInCircles() {
    links.put("app/a", "b");
    links.put("app/b", "a");
    given("app/kustomization.yaml", "resources: [a]")
        .assertRefused("app/kustomization.yaml", "in circles");
  }

  @Test
  void aPatternThatWouldExplodeMatchesInTime() {
    given(
            "app/kustomization.yaml",
            "resources: [a.yaml]\npatches:\n- target: {name: '(a*)*(a*)*b'}\n"
                + "  patch: '[{op: remove, path: /gone}]'\n")
        .given(
            "app/a.yaml",
            "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: " + "a".repeat(5_000) + "b\n")
        .assertRefused("app/kustomization.yaml", "nonexistent key");
  }

  @Test
  void aHundredThousandResources() {
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 100_000; i++) {
      many.append("---\n").append(CONFIG_MAP.replace("name: a", "name: a" + i));
    }
    given("app/kustomization.yaml", "resources: [many.yaml]")
        .given("app/many.yaml", many.toString())
        .assertRefused("app/many.yaml", "resources");
  }

  @Test
  void aKustomizationThatSaysNothing() {
    given("app/kustomization.yaml", "kind: Kustomization\nnamespace: ''\n")
        .assertRefused("app/kustomization.yaml", "is empty");
  }

  @Test
  void bytesThatAreNoText() {
    files.put("app/broken.yaml", new byte[] {(byte) 0xC3, 0x28, 0x00});
    given("app/kustomization.yaml", "resources: [broken.yaml]")
        .assertRefused("app/broken.yaml", "UTF-8");
  }

  @Test
  void controlCharacters() {
    given("app/kustomization.yaml", "resources: [nul.yaml]")
        .given("app/nul.yaml", CONFIG_MAP + "data: {a: \u0000}\n")
        .assertRefused("app/nul.yaml", "malformed YAML");
  }
}
