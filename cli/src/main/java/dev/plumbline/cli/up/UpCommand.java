package dev.plumbline.cli.up;

import dev.plumbline.cli.ServiceStarter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs a whole installation in the foreground. */
@Command(
    name = "up",
    description = {
      "Runs Plumbline in this terminal: an embedded Kafka, all services and, if no cluster is"
          + " named, a sandbox cluster.",
      "Without --repo it makes a sample Git repository with two applications to push to.",
      "Ctrl-C stops everything; the next up goes on where it was."
    },
    sortOptions = false,
    mixinStandardHelpOptions = true)
public final class UpCommand implements Callable<Integer> {

  private final ServiceStarter starter;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      defaultValue = ".plumbline",
      description = "Where everything is kept between runs (default: ${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init")
  private Path dataDir;

  @Option(
      names = "--repo",
      paramLabel = "URL",
      description =
          "Keep a cluster true to this repository instead: https://…, ssh://…, git@host:path,"
              + " file:///… or a local path. For a private one put the credentials in the URL"
              + " (https://user:token@…) or give --ssh-key.")
  private @Nullable String repo;

  @Option(
      names = "--revision",
      paramLabel = "REF",
      description = "Branch, tag or commit of --repo (default: its HEAD).")
  private @Nullable String revision;

  @Option(
      names = "--path",
      paramLabel = "DIR",
      description = "Folder of --repo that holds the manifests (default: its root).")
  private @Nullable String path;

  @Option(
      names = "--namespace",
      paramLabel = "NS",
      description =
          "Namespace for the manifests of --repo that name none; made if absent (default:"
              + " default).")
  private @Nullable String namespace;

  @Option(names = "--ssh-key", paramLabel = "FILE", description = "Private key for an ssh --repo.")
  private @Nullable Path sshKey;

  @Option(
      names = "--known-hosts",
      paramLabel = "FILE",
      description = "Host keys that --repo's host may show (default: ~/.ssh/known_hosts).")
  private @Nullable Path knownHosts;

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description = "Work on the cluster that this file names, instead of the sandbox.")
  private @Nullable Path kubeconfig;

  @Option(
      names = "--context",
      paramLabel = "NAME",
      description = "Context in the kubeconfig (default: its current one).")
  private @Nullable String context;

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      description = "Port for webhooks, metrics and health (default: a free one).")
  private @Nullable Integer httpPort;

  @Option(
      names = "--git-port",
      paramLabel = "PORT",
      description = "Port of the sample's Git server (default: a free one).")
  private @Nullable Integer gitPort;

  @Option(
      names = "--kubernetes-port",
      paramLabel = "PORT",
      description = "Port of the sandbox cluster (default: a free one).")
  private @Nullable Integer kubernetesPort;

  @Option(
      names = "--kafka-port",
      paramLabel = "PORT",
      description = "Port of the embedded Kafka (default: a free one).")
  private @Nullable Integer kafkaPort;

  @Option(
      names = "--verbose",
      description = "Print the services' log here too; it is always in DIR/plumbline.log.")
  private boolean verbose;

  public UpCommand(ServiceStarter starter) {
    this.starter = starter;
  }

  @Override
  public Integer call() throws Exception {
    check();
    UpOptions options =
        new UpOptions(
            dataDir,
            repo,
            revision,
            path,
            namespace,
            sshKey,
            knownHosts,
            kubeconfig,
            context,
            httpPort,
            gitPort,
            kubernetesPort,
            kafkaPort,
            verbose);
    return new LocalInstallation(options, spec.commandLine().getOut()).run(starter);
  }

  private void check() {
    if (repo == null) {
      Map<String, @Nullable Object> ofRepo = new LinkedHashMap<>();
      ofRepo.put("--revision", revision);
      ofRepo.put("--path", path);
      ofRepo.put("--namespace", namespace);
      ofRepo.put("--ssh-key", sshKey);
      ofRepo.put("--known-hosts", knownHosts);
      ofRepo.forEach(
          (name, value) -> {
            if (value != null) {
              throw wrong(name + " needs --repo: the sample repository has its own");
            }
          });
    }
    Map<String, @Nullable Integer> ports = new LinkedHashMap<>();
    ports.put("--http-port", httpPort);
    ports.put("--git-port", gitPort);
    ports.put("--kubernetes-port", kubernetesPort);
    ports.put("--kafka-port", kafkaPort);
    ports.forEach(
        (name, port) -> {
          if (port != null && (port < 1 || port > 65_535)) {
            throw wrong(name + " is " + port + "; expected a port from 1 to 65535");
          }
        });
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
