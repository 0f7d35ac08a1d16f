package dev.plumbline.bench;

import dev.plumbline.git.DirectoryTree;
import dev.plumbline.git.FileTree;
import dev.plumbline.git.TreeLimits;
import dev.plumbline.jsonnet.Jsonnet;
import dev.plumbline.jsonnet.JsonnetOptions;
import dev.plumbline.manifests.Checkpoint;
import dev.plumbline.manifests.RenderException;
import dev.plumbline.manifests.RenderLimits;
import dev.plumbline.workers.PoolListener;
import dev.plumbline.workers.WorkerPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A Jsonnet file with a library that makes 100 objects, evaluated in a child process that stays,
 * beside the official tool on the same file, started anew for each.
 */
final class JsonnetSpeed implements Measure {

  private static final String NAME = "jsonnet";
  private static final int FIRST = 3;
  private static final int WARM_UP = 20;
  private static final int WARM = 100;
  private static final int SPAWNED = 10;
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  @Override
  public void run(Extent extent, Report report) throws Exception {
    Path folder = write(Product.directory(NAME));
    FileTree files = new DirectoryTree(folder, TreeLimits.DEFAULT);
    Sample first = new Sample();
    Sample warm = new Sample();
    int objects = 0;
    for (int i = 0; i < FIRST; i++) {
      Path children = Product.directory(NAME + "-children");
      try (WorkerPool pool = new WorkerPool(Jsonnet.settings(children, 1), PoolListener.NONE)) {
        Jsonnet jsonnet = new Jsonnet(pool, RenderLimits.DEFAULT, TIMEOUT);
        long begun = System.nanoTime();
        objects = evaluate(jsonnet, files);
        first.addNanos(begun, System.nanoTime());
        for (int j = 0; i == FIRST - 1 && j < WARM_UP + WARM; j++) {
          begun = System.nanoTime();
          evaluate(jsonnet, files);
          if (j >= WARM_UP) {
            warm.addNanos(begun, System.nanoTime());
          }
        }
      }
    }
    String of = objects + " objects: ";
    report.add(Figure.of(NAME, of + "first, with a new child", "ms", first));
    report.add(Figure.of(NAME, of + "warm", "ms", warm).against(spawned(folder, warm)));
  }

  private static int evaluate(Jsonnet jsonnet, FileTree files) throws RenderException {
    JsonnetOptions options = new JsonnetOptions(Map.of(), Map.of(), List.of(""));
    return jsonnet.evaluate(files, "main.jsonnet", options, "bench", Checkpoint.UNLIMITED).size();
  }

  private static String spawned(Path folder, Sample warm) {
    Optional<OfficialTool> tool = OfficialTool.find("jsonnet.command", "jsonnet");
    if (tool.isEmpty()) {
      return "jsonnet is not installed";
    }
    Sample spawned = new Sample();
    for (int i = 0; i < SPAWNED; i++) {
      long begun = System.nanoTime();
      if (!tool.get().run(folder.resolve("main.jsonnet").toString())) {
        throw new IllegalStateException("jsonnet cannot evaluate what the bench wrote");
      }
      spawned.addNanos(begun, System.nanoTime());
    }
    return String.format(
        Locale.ROOT,
        "jsonnet, spawned: %.0f ms, %.1f x",
        spawned.quantile(0.5),
        spawned.quantile(0.5) / warm.quantile(0.5));
  }

  private static Path write(Path folder) throws IOException {
    Files.createDirectories(folder.resolve("lib"));
    Files.writeString(
        folder.resolve("lib/web.libsonnet"),
        """
        local labels(name) = {app: name, 'app.kubernetes.io/name': name};
        {
          service(name, ports):: {
            apiVersion: 'v1', kind: 'Service', metadata: {name: name, labels: labels(name)},
            spec: {selector: labels(name), ports: [
              {name: p.name, port: p.port, targetPort: p.name} for p in ports]},
          },
          deployment(name, image, ports, env={}):: {
            apiVersion: 'apps/v1', kind: 'Deployment', metadata: {name: name, labels: labels(name)},
            spec: {
              replicas: 2, selector: {matchLabels: labels(name)},
              template: {
                metadata: {labels: labels(name)},
                spec: {containers: [{
                  name: 'main', image: image,
                  ports: [{name: p.name, containerPort: p.port} for p in ports],
                  env: [{name: k, value: std.toString(env[k])} for k in std.objectFields(env)],
                  resources: {requests: {cpu: '100m', memory: '64Mi'}},
                }]},
              },
            },
          },
        }
        """);
    Files.writeString(
        folder.resolve("main.jsonnet"),
        """
        local web = import 'lib/web.libsonnet';
        local ports = [{name: 'http', port: 80}, {name: 'metrics', port: 9090}];
        std.flattenArrays([
          [
            web.deployment('web-%d' % i, 'registry.example/web:' + i, ports, {LEVEL: 'info', N: i})
              + {metadata+: {annotations: {number: std.toString(i)}}},
            web.service('web-%d' % i, ports),
          ]
          for i in std.range(1, 50)
        ])
        """);
    return folder;
  }
}
