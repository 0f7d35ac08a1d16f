package dev.plumbline.helm.worker;

import com.marcnuri.helm.jni.HelmLib;
import com.marcnuri.helm.jni.Result;
import com.marcnuri.helm.jni.TemplateOptions;
import com.sun.jna.Native;
import dev.plumbline.workers.Questions;
import dev.plumbline.workers.Task;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Calls Helm, in a child. */
public final class TemplateTask implements Task {

  /** The system property that names the file of the native library. */
  public static final String LIBRARY = "plumbline.helm.library";

  private @Nullable HelmLib loaded;

  @Override
  public byte[] run(byte[] request, Questions parent) throws IOException {
    TemplateCall call = TemplateCall.decoded(request);
    HelmLib helm = library();
    Path directory = Files.createTempDirectory("call");
    Path chart = directory.resolve("chart.tgz");
    Path values = directory.resolve("values.json");
    try {
      Files.write(chart, call.archive());
      Files.write(values, call.values());
      return output(template(helm, call, chart, values));
    } finally {
      Files.deleteIfExists(chart);
      Files.deleteIfExists(values);
      Files.deleteIfExists(directory);
    }
  }

  private HelmLib library() throws IOException {
    if (loaded == null) {
      // What Helm finds at its usual place is a cluster where nothing is.
      EmptyCluster.start(Path.of(System.getProperty("user.home"), ".kube", "config"));
      loaded = Native.load(System.getProperty(LIBRARY), HelmLib.class);
    }
    return loaded;
  }

  private static Result template(HelmLib helm, TemplateCall call, Path chart, Path values) {
    Result result =
        helm.Template(
            new TemplateOptions(
                call.releaseName(),
                null,
                chart.toString(),
                call.namespace(),
                call.kubeVersion(),
                0,
                0,
                "",
                "",
                values.toString(),
                null,
                null,
                null,
                0,
                0,
                null,
                0,
                null));
    // The fields were read when the call came back; what they pointed to is no longer needed.
    helm.Free(result);
    return result;
  }

  private static byte[] output(Result result) {
    if (result.err != null && !result.err.isBlank()) {
      throw new HelmFailure(result.err);
    }
    String manifests = result.out == null ? "" : result.out;
    return manifests.getBytes(StandardCharsets.UTF_8);
  }

  /** What Helm said is wrong. */
  public static final class HelmFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    HelmFailure(String message) {
      super(message, null, false, false);
    }
  }
}
