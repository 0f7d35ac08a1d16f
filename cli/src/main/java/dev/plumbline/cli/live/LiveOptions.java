package dev.plumbline.cli.live;

import dev.plumbline.cli.UserError;
import dev.plumbline.cli.up.Endpoints;
import dev.plumbline.cluster.ApiClients;
import dev.plumbline.cluster.ClusterClient;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.resources.Application.Destination;
import io.fabric8.kubernetes.client.Config;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Options that say which application is looked at, and where. */
public final class LiveOptions {

  private static final int ANSWER_MILLIS = 10_000;

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Parameters(
      paramLabel = "APP",
      description = "The application, as name (in namespace default) or namespace/name.")
  @SuppressWarnings("NullAway.Init")
  private String app;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      defaultValue = ".plumbline",
      description =
          "Data directory of the ./plumbline up that is meant (default: ${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init")
  private Path dataDir;

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description =
          "Kubeconfig of the cluster that has the application, for an installation that up did not"
              + " start.")
  private @Nullable Path kubeconfig;

  @Option(
      names = "--context",
      paramLabel = "NAME",
      description = "Context in the kubeconfig; its current one unless given.")
  private @Nullable String context;

  @Option(
      names = "--destination-kubeconfig",
      paramLabel = "FILE",
      description =
          "Kubeconfig of the cluster that the application's objects are on, when that is another.")
  private @Nullable Path destination;

  @Option(
      names = "--installation",
      paramLabel = "NAME",
      defaultValue = "plumbline",
      description =
          "The installation's name, plumbline.installation in its settings (default:"
              + " ${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init")
  private String installation;

  @Option(
      names = "--installation-namespace",
      paramLabel = "NAMESPACE",
      defaultValue = "default",
      description =
          "The installation's namespace, plumbline.namespace in its settings (default:"
              + " ${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init")
  private String installationNamespace;

  /**
   * Finds the application.
   *
   * @throws UserError when it is not there, or its clusters do not answer
   */
  public LiveApplication open() {
    ApplicationKey key = key();
    ClusterClient control = client(Destination.IN_CLUSTER, config());
    try {
      LiveApplication.Found found = LiveApplication.find(control, key);
      String name = found.application().spec().destination().cluster();
      ClusterClient remote =
          name.equals(Destination.IN_CLUSTER) ? control : client(name, destination(name));
      return new LiveApplication(
          found.application(),
          found.resource(),
          found.project(),
          installation,
          installationNamespace,
          control,
          remote);
    } catch (ClusterException e) {
      control.close();
      throw new UserError(e.getMessage(), e);
    } catch (UserError e) {
      control.close();
      throw e;
    }
  }

  private ApplicationKey key() {
    try {
      return ApplicationKey.parse(app.contains("/") ? app : "default/" + app);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private Config config() {
    if (kubeconfig != null) {
      return read(kubeconfig, context);
    }
    Endpoints endpoints = endpoints();
    return read(Path.of(endpoints.kubeconfig()), context == null ? endpoints.context() : context);
  }

  private Endpoints endpoints() {
    try {
      return Endpoints.read(dataDir);
    } catch (UserError e) {
      throw new UserError(
          e.getMessage() + ", or give --kubeconfig FILE for an installation elsewhere", e);
    }
  }

  private Config destination(String name) {
    if (destination == null) {
      throw new UserError(
          "the application's objects are on the cluster '"
              + name
              + "': give --destination-kubeconfig FILE");
    }
    return read(destination, null);
  }

  /** The parser's message may quote the file, which holds credentials: it is left out. */
  private static Config read(Path file, @Nullable String context) {
    if (!Files.isReadable(file)) {
      throw new UserError("the kubeconfig " + file + " cannot be read");
    }
    Config config;
    try {
      config = Config.fromKubeconfig(context, file.toFile());
    } catch (RuntimeException e) {
      throw new UserError("the kubeconfig " + file + " is no kubeconfig", e);
    }
    if (context != null
        && (config.getCurrentContext() == null
            || !context.equals(config.getCurrentContext().getName()))) {
      throw new UserError("the kubeconfig " + file + " has no context '" + context + "'");
    }
    return config;
  }

  /** A person waits for the answer: better a soon no than one after ten attempts. */
  private static ClusterClient client(String name, Config config) {
    config.setRequestRetryBackoffLimit(1);
    config.setConnectionTimeout(ANSWER_MILLIS);
    return ClusterClient.of(name, ApiClients.builder(config).build());
  }
}
