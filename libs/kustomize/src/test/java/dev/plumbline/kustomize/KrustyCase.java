package dev.plumbline.kustomize;

import dev.plumbline.git.MemoryTree;
import dev.plumbline.kustomize.yaml.Node;
import dev.plumbline.kustomize.yaml.YamlLimits;
import dev.plumbline.kustomize.yaml.YamlReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** A case of the original's own tests. */
record KrustyCase(String name, Map<String, byte[]> files, Node settings) {

  private static final String INPUT = "input/";

  static Collection<KrustyCase> all() {
    Map<String, Map<String, byte[]>> folders = new TreeMap<>();
    try (InputStream in = KrustyCase.class.getResourceAsStream("krusty.zip");
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        int slash = entry.getName().indexOf('/');
        if (!entry.isDirectory()) {
          folders
              .computeIfAbsent(entry.getName().substring(0, slash), n -> new TreeMap<>())
              .put(entry.getName().substring(slash + 1), zip.readAllBytes());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return folders.entrySet().stream().map(e -> of(e.getKey(), e.getValue())).toList();
  }

  private static KrustyCase of(String name, Map<String, byte[]> folder) {
    Map<String, byte[]> files = new TreeMap<>(folder);
    String json = new String(folder.get("case.json"), StandardCharsets.UTF_8);
    Node settings = new YamlReader(new YamlLimits(50, 10_000)).first(json).orElseThrow();
    return new KrustyCase(name, files, settings);
  }

  String expects() {
    return settings.fieldText("expect");
  }

  Optional<String> expected(KustomizeOptions.Order order) {
    boolean legacy = order == KustomizeOptions.Order.LEGACY;
    byte[] bytes = files.get(legacy ? "expected.cli.yaml" : "expected.yaml");
    return Optional.ofNullable(bytes)
        .map(b -> new String(b, StandardCharsets.UTF_8).stripLeading());
  }

  Map<String, byte[]> input() {
    Map<String, byte[]> input = new TreeMap<>();
    files.forEach(
        (path, bytes) -> {
          if (path.startsWith(INPUT)) {
            input.put(path.substring(INPUT.length()), bytes);
          }
        });
    return input;
  }

  String directory() {
    String path = settings.fieldText("path");
    return path.equals(".") ? "" : path;
  }

  KustomizeOptions options(KustomizeOptions.Order order) {
    Node given = settings.field("opts");
    boolean sorted = !given.fieldText("reorder").equals("none");
    return new KustomizeOptions(
        sorted ? KustomizeOptions.Order.LEGACY : order,
        !given.fieldText("loadRestrictions").equals("None"),
        KustomizeLimits.DEFAULT);
  }

  KustomizeResult build(KustomizeOptions.Order order) {
    return Kustomize.build(new MemoryTree(input()), directory(), options(order));
  }
}
