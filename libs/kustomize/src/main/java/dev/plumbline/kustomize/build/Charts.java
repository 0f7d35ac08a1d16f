package dev.plumbline.kustomize.build;

import dev.plumbline.git.FileEntry;
import dev.plumbline.git.FileTree;
import dev.plumbline.kustomize.Chart;
import dev.plumbline.kustomize.ChartInflator;
import dev.plumbline.kustomize.KustomizeException;
import dev.plumbline.kustomize.files.Root;
import dev.plumbline.kustomize.resource.Resource;
import dev.plumbline.kustomize.yaml.Node;
import dev.plumbline.kustomize.yaml.NodeData;
import dev.plumbline.kustomize.yaml.YamlEmitter;
import dev.plumbline.kustomize.yaml.YamlException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Has charts inflated, and reads what comes of them. */
record Charts(Folder folder) {

  private static final String SEPARATOR = "---";

  /** What the library says of a chart to who inflates it. */
  private record Request(Folder folder, Chart chart) implements ChartInflator.Request {

    @Override
    public FileTree files() {
      return folder.root().files();
    }

    @Override
    public String directory() {
      return folder.root().directory();
    }

    @Override
    public Optional<String> chartFolder() {
      return folder
          .root()
          .kind(chart.folder())
          .filter(FileEntry.Kind.DIRECTORY::equals)
          .map(kind -> folder.root().path(chart.folder()));
    }

    @Override
    public List<byte[]> values(byte[] defaults) {
      Root root = folder.root();
      List<byte[]> values = new ArrayList<>();
      boolean replaced = chart.valuesMerge().equals("replace") && !chart.valuesInline().isEmpty();
      byte[] base =
          replaced || chart.valuesFile().isEmpty() ? defaults : root.load(chart.valuesFile());
      values.add(chart.valuesInline().isEmpty() ? base : merged(base, replaced));
      chart.additionalValuesFiles().forEach(file -> values.add(root.load(file)));
      return values;
    }

    private byte[] merged(byte[] base, boolean replaced) {
      Node inline = NodeData.toNode(chart.valuesInline());
      Node result = inline;
      if (!replaced) {
        String name = chart.valuesFile().isEmpty() ? chart.folder() : chart.valuesFile();
        Node file = read(name, folder.root().text(name, base));
        boolean inlineWins = chart.valuesMerge().equals("override");
        result = merge(inlineWins ? file : inline, inlineWins ? inline : file);
      }
      StringBuilder yaml = new StringBuilder();
      YamlEmitter.write(NodeData.map(result), yaml);
      return yaml.toString().getBytes(StandardCharsets.UTF_8);
    }

    private Node read(String name, String text) {
      try {
        return folder.context().yaml().first(text).orElseGet(Node::mapping);
      } catch (YamlException e) {
        throw new KustomizeException(
            folder.root().display(name), e.line(), "", "malformed YAML: " + e.getMessage(), e);
      }
    }

    private Node merge(Node target, Node patch) {
      @Nullable Node merged = folder.context().merge().merge(target, patch);
      return merged == null ? Node.mapping() : merged;
    }
  }

  List<Resource> inflate(Chart chart) {
    folder.context().budget().check(folder.kustomization().file());
    ChartInflator.Inflation inflation =
        folder.context().charts().inflate(new Request(folder, chart));
    folder.root().remotes().used(inflation.remotes());
    String name = folder.root().display(chart.folder());
    List<Resource> resources = read(inflation.manifests(), name);
    resources.forEach(resource -> resource.history().cameFromChart());
    return resources;
  }

  private List<Resource> read(String manifests, String name) {
    try {
      return folder.context().read(manifests, name);
    } catch (KustomizeException e) {
      return folder.context().read(withoutMessages(manifests, e), name);
    }
  }

  /** Helm may print messages before the first manifest. */
  private static String withoutMessages(String manifests, KustomizeException problem) {
    int separator = manifests.startsWith(SEPARATOR) ? -1 : manifests.indexOf("\n" + SEPARATOR);
    if (separator < 0) {
      throw problem;
    }
    return manifests.substring(separator + 1);
  }
}
