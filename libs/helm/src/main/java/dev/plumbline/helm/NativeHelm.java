package dev.plumbline.helm;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.jni.HelmLib;
import com.sun.jna.Native;
import dev.plumbline.helm.HelmException.Reason;
import dev.plumbline.helm.chart.ChartArchive;
import dev.plumbline.helm.chart.ChartMetadata;
import dev.plumbline.helm.rewrite.PreparedChart;
import dev.plumbline.helm.values.ValuesYaml;
import dev.plumbline.helm.worker.TemplateCall;
import dev.plumbline.helm.worker.TemplateTask;
import dev.plumbline.workers.ClassPath;
import dev.plumbline.workers.PoolListener;
import dev.plumbline.workers.WorkerCall;
import dev.plumbline.workers.WorkerException;
import dev.plumbline.workers.WorkerPool;
import dev.plumbline.workers.WorkerSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Helm itself, as a native library in child processes. Nothing is unpacked and no child is started
 * before the first chart.
 */
public final class NativeHelm implements HelmEngine {

  private static final String HELM = "3.21.0";
  private static final String BINDING = "0.0.21";
  private static final int REWRITE = 1;
  private static final int HEAP_MIB = 192;
  private static final int STACK_KIB = 1_024;
  private static final int MESSAGE_BYTES = 64 << 20;
  private static final int CALLS_PER_CHILD = 500;
  private static final Duration IDLE = Duration.ofMinutes(5);

  private final HelmSettings settings;
  private final PoolListener listener;
  private @Nullable WorkerPool pool;
  private @Nullable List<String> knownApiVersions;
  private boolean closed;

  public NativeHelm(HelmSettings settings, PoolListener listener) {
    this.settings = settings;
    this.listener = listener;
  }

  @Override
  public Optional<String> unavailable() {
    return NativeFile.resource().isPresent()
        ? Optional.empty()
        : Optional.of(
            "there is no Helm library for "
                + NativeFile.platform()
                + " on the class path: charts cannot be rendered on this machine");
  }

  @Override
  public String version() {
    return "helm/%s helm-java/%s rewrite/%d".formatted(HELM, BINDING, REWRITE);
  }

  @Override
  public HelmResult template(HelmRequest request, Runnable checkpoint) {
    ChartMetadata metadata = ChartMetadata.of(request.chart());
    if (metadata.isLibrary()) {
      throw HelmException.invalid(
          "Chart.yaml", 0, "type: a library chart has nothing to render: use it as a dependency");
    }
    checkpoint.run();
    PreparedChart chart =
        new PreparedChart(request, knownApiVersions(checkpoint), settings.limits());
    checkpoint.run();
    String manifests = call(request, chart, checkpoint);
    checkpoint.run();
    Manifests read = new Manifests(request, metadata, chart.crds());
    return new HelmResult(read.read(manifests), read.passedOver(), chart.readsApiVersions());
  }

  private String call(HelmRequest request, PreparedChart chart, Runnable checkpoint) {
    TemplateCall call =
        new TemplateCall(
            ChartArchive.write("chart", chart.files()),
            chart.values().getBytes(StandardCharsets.UTF_8),
            request.releaseName(),
            request.namespace(),
            request.kubeVersion());
    return call(request.owner(), call, checkpoint);
  }

  private String call(String owner, TemplateCall call, Runnable checkpoint) {
    try {
      byte[] output =
          pool()
              .call(
                  WorkerCall.of(TemplateTask.class, call.encoded(), settings.timeout(), owner)
                      .withCheckpoint(checkpoint));
      return new String(output, StandardCharsets.UTF_8);
    } catch (WorkerException e) {
      throw HelmMessages.of(e);
    }
  }

  /** What Helm takes for granted is told by Helm: a chart prints it. */
  private List<String> knownApiVersions(Runnable checkpoint) {
    List<String> known = knownNow();
    if (known != null) {
      return known;
    }
    Map<String, byte[]> probe =
        Map.of(
            "Chart.yaml",
                "{apiVersion: v2, name: probe, version: 0.1.0}".getBytes(StandardCharsets.UTF_8),
            "templates/x.yaml",
                "versions: {{ .Capabilities.APIVersions | toJson }}"
                    .getBytes(StandardCharsets.UTF_8));
    TemplateCall call =
        new TemplateCall(
            ChartArchive.write("probe", probe),
            "{}".getBytes(StandardCharsets.UTF_8),
            "probe",
            "default",
            "1.33.0");
    List<String> found = new ArrayList<>();
    for (JsonNode document : ValuesYaml.documents("", call("", call, checkpoint))) {
      document.path("versions").forEach(each -> found.add(each.asText()));
    }
    synchronized (this) {
      knownApiVersions = List.copyOf(found);
      return knownApiVersions;
    }
  }

  private synchronized @Nullable List<String> knownNow() {
    return knownApiVersions;
  }

  private synchronized WorkerPool pool() {
    if (closed) {
      throw new HelmException(Reason.UNAVAILABLE, "", 0, "Helm is shut down", null);
    }
    if (pool == null) {
      pool = new WorkerPool(workers(), listener);
    }
    return pool;
  }

  private WorkerSettings workers() {
    unavailable()
        .ifPresent(
            why -> {
              throw new HelmException(Reason.UNAVAILABLE, "", 0, why, null);
            });
    Path library;
    try {
      library = NativeFile.in(settings.directory().resolve("library"), BINDING);
    } catch (IOException e) {
      throw new HelmException(
          Reason.UNAVAILABLE,
          "",
          0,
          "the Helm library cannot be unpacked into " + settings.directory() + ": " + e,
          e);
    }
    return WorkerSettings.of(
            "helm",
            settings.directory().resolve("children"),
            ClassPath.of(TemplateTask.class, HelmLib.class, Native.class))
        .withChildren(settings.children(), CALLS_PER_CHILD, IDLE)
        .withMemory(HEAP_MIB, settings.memoryMib(), STACK_KIB, MESSAGE_BYTES)
        .withStart(
            Map.of("GOMEMLIMIT", settings.memoryMib() / 2 + "MiB"),
            List.of(
                "-D" + TemplateTask.LIBRARY + "=" + library.toAbsolutePath(),
                "-Djna.encoding=UTF-8",
                "-Djna.nosys=true",
                // Otherwise each answer of the cluster where nothing is takes 40 ms.
                "-Dsun.net.httpserver.nodelay=true"));
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (pool != null) {
      pool.close();
    }
  }
}
