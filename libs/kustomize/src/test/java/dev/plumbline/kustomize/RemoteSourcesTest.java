package dev.plumbline.kustomize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.git.FileTree;
import dev.plumbline.git.MemoryTree;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class RemoteSourcesTest {

  private static final String REPOSITORY = "https://host.example/org/repo";
  private static final String CONFIG_MAP =
      "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: %s\n";

  /** Repositories and files in memory, and what was asked for. */
  private static final class Network implements RemoteSources {

    private final Map<String, FileTree> repositories = new HashMap<>();
    private final Map<String, String> files = new HashMap<>();
    private final List<String> asked = new ArrayList<>();

    Network repository(String url, Map<String, String> content) {
      repositories.put(url, tree(content));
      return this;
    }

    Network file(String url, String content) {
      files.put(url, content);
      return this;
    }

    @Override
    public RemoteTree repository(RemoteReference reference) {
      asked.add("repository " + reference.repository() + " " + reference.ref());
      FileTree tree = repositories.get(reference.repository());
      if (tree == null) {
        throw new KustomizeException("", "no repository " + reference.repository());
      }
      return new RemoteTree(tree, "commit-of-" + reference.ref());
    }

    @Override
    public byte[] file(String url) {
      asked.add("file " + url);
      String content = files.get(url);
      if (content == null) {
        throw new KustomizeException("", "status 404 for " + url);
      }
      return content.getBytes(StandardCharsets.UTF_8);
    }
  }

  private final Network network = new Network();

  private static MemoryTree tree(Map<String, String> files) {
    Map<String, byte[]> bytes = new TreeMap<>();
    files.forEach((path, text) -> bytes.put(path, text.getBytes(StandardCharsets.UTF_8)));
    return new MemoryTree(bytes);
  }

  private KustomizeResult build(String kustomization) {
    return Kustomize.build(
        tree(Map.of("kustomization.yaml", kustomization)),
        "",
        KustomizeOptions.DEFAULT.withRemotes(network));
  }

  private static String yaml(KustomizeResult result) {
    return new String(result.toYaml(), StandardCharsets.UTF_8);
  }

  private static String configMap(String name) {
    return CONFIG_MAP.formatted(name);
  }

  @Test
  void aBaseIsBuiltFromItsRepository() {
    // given
    network.repository(
        REPOSITORY,
        Map.of(
            "base/kustomization.yaml",
            "resources: [../shared, a.yaml]\nnamePrefix: base-\n",
            "base/a.yaml",
            configMap("a"),
            "shared/kustomization.yaml",
            "resources: [b.yaml]\n",
            "shared/b.yaml",
            configMap("b")));

    // when
    KustomizeResult result =
        build("resources: ['" + REPOSITORY + "//base?ref=v1']\nnameSuffix: -here\n");

    // then
    assertThat(yaml(result))
        .isEqualTo(configMap("base-a-here") + "---\n" + configMap("base-b-here"));
    assertThat(result.remotes()).containsExactly(new UsedRemote(REPOSITORY, "v1", "commit-of-v1"));
    assertThat(result.places())
        .containsExactly(
            new Place(REPOSITORY + "//base/a.yaml", 1, ""),
            new Place(REPOSITORY + "//shared/b.yaml", 1, ""));
  }

  @Test
  void aUrlIsAFileFirst() {
    // given
    String url = "https://host.example/org/repo/a.yaml";
    network.file(url, configMap("a"));

    // when
    KustomizeResult result = build("resources: ['" + url + "']\n");

    // then
    assertThat(yaml(result)).isEqualTo(configMap("a"));
    assertThat(network.asked).containsExactly("file " + url);
    assertThat(result.remotes())
        .singleElement()
        .matches(used -> used.url().equals(url) && used.revision().startsWith("sha256:"));
  }

  @Test
  void aUrlIsARepositoryWhenItsFileHasNoResources() {
    // given
    String url = REPOSITORY + "//base?ref=v1";
    network
        .file(url, "<html>\n<title>repo: a page for people</title>\n</html>")
        .repository(
            REPOSITORY,
            Map.of(
                "base/kustomization.yaml", "resources: [a.yaml]", "base/a.yaml", configMap("a")));

    // when
    KustomizeResult result = build("resources: ['" + url + "']\n");

    // then
    assertThat(yaml(result)).isEqualTo(configMap("a"));
    assertThat(network.asked).containsExactly("file " + url, "repository " + REPOSITORY + " v1");
    assertThat(result.remotes()).extracting(UsedRemote::revision).containsExactly("commit-of-v1");
  }

  @Test
  void aUrlThatCanBeNoRepositoryIsAFileOnly() {
    assertThatThrownBy(() -> build("resources: ['https://host.example/missing']\n"))
        .hasMessageContaining("status 404 for https://host.example/missing");
    assertThat(network.asked).containsExactly("file https://host.example/missing");
  }

  @Test
  void aComponentMayBeRemoteAndIsNeverAFile() {
    // given
    network.repository(
        REPOSITORY,
        Map.of(
            "c/kustomization.yaml",
            "kind: Component\napiVersion: kustomize.config.k8s.io/v1alpha1\nnamePrefix: c-\n"));

    // when
    KustomizeResult result =
        build(
            "configMapGenerator: [{name: a, options: {disableNameSuffixHash: true}}]\n"
                + "components: ['"
                + REPOSITORY
                + "//c']\n");

    // then
    assertThat(yaml(result)).isEqualTo(configMap("c-a"));
    assertThat(network.asked).containsExactly("repository " + REPOSITORY + " ");
  }

  @Test
  void otherFilesMayBeUrlsToo() {
    // given
    network
        .file("https://host.example/patch.yaml", "[{op: add, path: /data, value: {k: v}}]")
        .file("https://host.example/text", "text");

    // when
    KustomizeResult result =
        build(
            """
            configMapGenerator:
            - name: a
              files: [key=https://host.example/text]
              options: {disableNameSuffixHash: true}
            patches:
            - path: https://host.example/patch.yaml
              target: {kind: ConfigMap}
            """);

    // then
    assertThat(yaml(result))
        .isEqualTo("apiVersion: v1\ndata:\n  k: v\nkind: ConfigMap\nmetadata:\n  name: a\n");
    assertThat(result.remotes())
        .extracting(UsedRemote::url)
        .containsExactly("https://host.example/text", "https://host.example/patch.yaml");
  }

  @Test
  void aRepositoryIsAskedForOnce() {
    // given
    network.repository(
        REPOSITORY,
        Map.of(
            "a/kustomization.yaml",
            "resources: [a.yaml]",
            "a/a.yaml",
            configMap("a"),
            "b/kustomization.yaml",
            "resources: [b.yaml]",
            "b/b.yaml",
            configMap("b")));
    String scp = "git@host.example:org/repo";
    network.repositories.put(scp, network.repositories.get(REPOSITORY));

    // when
    build("resources: ['" + scp + "//a?ref=v1', '" + scp + "//b?ref=v1']\n");

    // then
    assertThat(network.asked).containsExactly("repository " + scp + " v1");
  }

  @Test
  void aBaseStaysInItsRepository() {
    // given
    network.repository(
        REPOSITORY, Map.of("base/kustomization.yaml", "resources: [../../outside]\n"));

    // then
    assertThatThrownBy(() -> build("resources: ['" + REPOSITORY + "//base']\n"))
        .hasMessageContaining("it leads out of the repository");
  }

  @Test
  void aBaseReadsFilesOfItsOwnFolderOnly() {
    // given
    network.repository(
        REPOSITORY,
        Map.of("base/kustomization.yaml", "resources: [../a.yaml]\n", "a.yaml", configMap("a")));
    KustomizeOptions free =
        new KustomizeOptions(KustomizeOptions.Order.LEGACY, false, KustomizeLimits.DEFAULT);

    // then
    assertThatThrownBy(
            () ->
                Kustomize.build(
                    tree(Map.of("kustomization.yaml", "resources: ['" + REPOSITORY + "//base']\n")),
                    "",
                    free.withRemotes(network)))
        .hasMessageContaining("is not in or below 'base'");
  }

  @Test
  void repositoriesThatNameEachOtherAreACycle() {
    // given
    String other = "https://host.example/org/other";
    network
        .repository(REPOSITORY, Map.of("kustomization.yaml", "resources: ['" + other + "']\n"))
        .repository(other, Map.of("kustomization.yaml", "resources: ['" + REPOSITORY + "']\n"));

    // then
    assertThatThrownBy(() -> build("resources: ['" + REPOSITORY + "']\n"))
        .hasMessageContaining(
            "cycle detected: URI '" + REPOSITORY + "' referenced by previous URI '" + REPOSITORY);
  }

  @Test
  void aFolderMissingInTheRepositoryIsNamed() {
    // given
    network.repository(REPOSITORY, Map.of("kustomization.yaml", "resources: []\n"));

    // then
    assertThatThrownBy(() -> build("resources: ['" + REPOSITORY + "//nowhere']\n"))
        .hasMessageContaining(REPOSITORY + "//nowhere' does not exist");
  }

  @Test
  void nothingRemoteIsReadUnlessAllowed() {
    for (String path :
        List.of(REPOSITORY, "git@host.example:org/repo//base", "https://host.example/a.yaml")) {
      assertThatThrownBy(
              () ->
                  Kustomize.build(
                      tree(Map.of("kustomization.yaml", "resources: ['" + path + "']\n")),
                      "",
                      KustomizeOptions.DEFAULT))
          .isInstanceOf(KustomizeException.class)
          .hasMessageContaining("kustomization.yaml: ")
          .hasMessageContaining("is remote, and remote bases are not allowed");
    }
  }

  @Test
  void originsNameTheRepository() {
    // given
    network.repository(
        REPOSITORY,
        Map.of("base/kustomization.yaml", "resources: [a.yaml]", "base/a.yaml", configMap("a")));

    // when
    KustomizeResult result =
        build(
            "resources: ['" + REPOSITORY + "//base?ref=v1']\nbuildMetadata: [originAnnotations]\n");

    // then
    assertThat(yaml(result))
        .contains(
            "config.kubernetes.io/origin: |\n"
                + "      path: base/a.yaml\n"
                + "      repo: "
                + REPOSITORY
                + "\n      ref: v1\n");
  }

  @Test
  void aBuildCanBeStopped() {
    // given
    List<String> calls = new ArrayList<>();
    Runnable checkpoint =
        () -> {
          calls.add("called");
          if (calls.size() > 3) {
            throw new CancellationException("stopped");
          }
        };

    // then
    assertThatThrownBy(
            () ->
                Kustomize.build(
                    tree(
                        Map.of(
                            "kustomization.yaml", "resources: [a.yaml, b.yaml]\nnamePrefix: x-\n",
                            "a.yaml", configMap("a"),
                            "b.yaml", configMap("b"))),
                    "",
                    KustomizeOptions.DEFAULT.withCheckpoint(checkpoint)))
        .isInstanceOf(CancellationException.class);
    assertThat(calls).hasSize(4);
  }
}
