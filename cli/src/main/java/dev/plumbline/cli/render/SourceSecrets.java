package dev.plumbline.cli.render;

import dev.plumbline.charts.ChartAccess;
import dev.plumbline.charts.ChartRepositoryUrl;
import dev.plumbline.charts.ProvenancePolicy;
import dev.plumbline.cli.UserError;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.resources.HelmSource;
import dev.plumbline.git.Credentials;
import dev.plumbline.git.RepositoryUrl;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The credentials that an application's sources name, and the keys that charts must be signed with.
 * Those of a source go to its own server, and nowhere else.
 */
final class SourceSecrets {

  /** Everything is read as anybody may read it. */
  static final SourceSecrets NONE = new SourceSecrets(null, null);

  private final @Nullable Application application;
  private final @Nullable ClusterAnswers clusters;

  private SourceSecrets(@Nullable Application application, @Nullable ClusterAnswers clusters) {
    this.application = application;
    this.clusters = clusters;
  }

  /** Those that are in the application's namespace. */
  static SourceSecrets of(Application application, ClusterAnswers clusters) {
    return new SourceSecrets(application, clusters);
  }

  /** Credentials for a Git source. */
  Credentials git(Application.Source source) {
    String name = source.credentialsSecret();
    if (clusters == null || name == null || name.isEmpty()) {
      return Credentials.none();
    }
    try {
      return Credentials.fromSecret(data(clusters, name));
    } catch (IllegalArgumentException e) {
      throw unusable(name, e);
    }
  }

  /** Credentials for a repository that files name: those of a source on the same server. */
  Credentials git(String url) {
    if (application == null) {
      return Credentials.none();
    }
    RepositoryUrl wanted = RepositoryUrl.parse(url);
    return application.spec().allSources().stream()
        .filter(source -> !source.isChart())
        .filter(source -> wanted.isOnSameServerAs(RepositoryUrl.parse(source.repoURL())))
        .findFirst()
        .map(this::git)
        .orElse(Credentials.none());
  }

  /** What a chart repository is told: what the source of that very URL names. */
  ChartAccess charts(ChartRepositoryUrl url) {
    if (application == null) {
      return ChartAccess.NONE;
    }
    return application.spec().allSources().stream()
        .filter(Application.Source::isChart)
        .filter(source -> url.equals(ChartRepositoryUrl.parse(source.repoURL())))
        .findFirst()
        .map(source -> chart(source, url))
        .orElse(ChartAccess.NONE);
  }

  private ChartAccess chart(Application.Source source, ChartRepositoryUrl url) {
    String name = source.credentialsSecret();
    if (clusters == null || name == null || name.isEmpty()) {
      return ChartAccess.NONE;
    }
    ChartAccess access;
    try {
      access = ChartAccess.fromSecret(data(clusters, name), url);
    } catch (IllegalArgumentException e) {
      throw unusable(name, e);
    }
    HelmSource helm = source.helm();
    return helm == null || !Boolean.TRUE.equals(helm.passCredentials())
        ? access
        : new ChartAccess(
            access.username(),
            access.password(),
            access.bearerToken(),
            access.caCertificates(),
            access.clientCertificate(),
            access.clientKey(),
            true,
            access.insecureSkipVerify(),
            access.plainHttp());
  }

  /** Whether a chart that is a source must be signed, and by whom. */
  ProvenancePolicy provenance(Application.Source source) {
    HelmSource helm = source.helm();
    if (clusters == null || helm == null || helm.verify() == null) {
      return ProvenancePolicy.OFF;
    }
    Map<String, String> keys = data(clusters, helm.verify().secretRef().name());
    return new ProvenancePolicy(
        ProvenancePolicy.Mode.REQUIRED,
        new TreeMap<>(keys).values().stream().collect(Collectors.joining("\n")));
  }

  private static Map<String, String> data(ClusterAnswers clusters, String name) {
    try {
      return clusters
          .secret(name)
          .orElseThrow(
              () ->
                  new UserError(
                      shown(clusters, name)
                          + " does not exist: create it, or correct spec.source.credentialsSecret"));
    } catch (ClusterException e) {
      throw new UserError(shown(clusters, name) + " cannot be read: " + e.getMessage(), e);
    }
  }

  private UserError unusable(String name, IllegalArgumentException e) {
    return new UserError(
        "the Secret '" + name + "' has no usable credentials: " + e.getMessage(), e);
  }

  private static String shown(ClusterAnswers clusters, String name) {
    return "the Secret '" + name + "' in namespace " + clusters.namespace();
  }
}
