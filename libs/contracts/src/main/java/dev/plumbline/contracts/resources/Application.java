package dev.plumbline.contracts.resources;

import dev.plumbline.contracts.ApplicationKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An {@code Application}: what of Git goes where. Field names are Argo CD's where Argo CD has the
 * concept, Flux's where only Flux has it.
 */
public record Application(ResourceMeta metadata, Spec spec) {

  /** The application's key. */
  public ApplicationKey key() {
    return metadata.key();
  }

  /** The uid of the resource. */
  public String uid() {
    return metadata.uid();
  }

  /** Whether its deletion was asked for. */
  public boolean deleting() {
    return metadata.deletionTimestamp() != null;
  }

  /**
   * What is wanted.
   *
   * @param project name of the {@code Project} in the same namespace that must permit it
   * @param interval how often to compare all anew though nothing was seen to change, as {@code 10m}
   * @param suspend make no plans while true
   * @param patches as Flux has them, onto what Kustomize builds; a folder without a kustomization
   *     gets one
   * @param images as Flux has them
   * @param components folders, relative to the source's path, as Flux has them
   * @param ignoreMissingComponents leave out components that are not there
   * @param targetNamespace namespace of all objects, as Flux has it
   * @param commonMetadata for every object, whatever renders it
   * @param source where manifests come from; null when there are several
   * @param sources where manifests come from, rendered together as one; empty when there is one
   * @param postBuild variables to put into what was rendered, as Flux has it
   * @param decryption how files encrypted with SOPS are read, as Flux has it
   * @param driftDetection how drift is told; by ownership unless given
   * @param ignoreDifferences differences that are not told, as Argo CD has it
   * @param ignore differences that are not told, as Flux has it
   * @param healthCheckExprs how well objects of some kinds are, as Flux has it
   * @param dependsOn applications that must be ready first, as Flux has it
   * @param timeout how long a sync may take in all, as {@code 5m}, as Flux has it
   * @param serviceAccountName the account of its namespace as which it is applied, as Flux has it
   * @param deletionPolicy what becomes of its objects when it is deleted, as Flux has it
   * @param revisionHistoryLimit how many syncs its status remembers, as Argo CD has it
   */
  public record Spec(
      @Nullable String project,
      @Nullable Source source,
      Destination destination,
      @Nullable SyncPolicy syncPolicy,
      @Nullable String interval,
      @Nullable Boolean suspend,
      List<KustomizeSource.Patch> patches,
      List<Image> images,
      List<String> components,
      @Nullable Boolean ignoreMissingComponents,
      @Nullable String targetNamespace,
      @Nullable CommonMetadata commonMetadata,
      List<Source> sources,
      @Nullable PostBuild postBuild,
      @Nullable Decryption decryption,
      @Nullable DriftDetection driftDetection,
      List<IgnoreDifferences> ignoreDifferences,
      List<Ignore> ignore,
      List<HealthCheckExpr> healthCheckExprs,
      List<Dependency> dependsOn,
      @Nullable String timeout,
      @Nullable String serviceAccountName,
      @Nullable DeletionPolicy deletionPolicy,
      @Nullable Integer revisionHistoryLimit) {

    public Spec {
      dependsOn = KustomizeSource.copy(dependsOn);
      ignoreDifferences = KustomizeSource.copy(ignoreDifferences);
      ignore = KustomizeSource.copy(ignore);
      healthCheckExprs = KustomizeSource.copy(healthCheckExprs);
      sources = KustomizeSource.copy(sources);
      patches = KustomizeSource.copy(patches);
      images = KustomizeSource.copy(images);
      components = KustomizeSource.copy(components);
    }

    /** Without changes to what the source renders to. */
    public Spec(
        @Nullable String project,
        Source source,
        Destination destination,
        @Nullable SyncPolicy syncPolicy,
        @Nullable String interval,
        @Nullable Boolean suspend) {
      this(
          project,
          source,
          destination,
          syncPolicy,
          interval,
          suspend,
          List.of(),
          List.of(),
          List.of(),
          null,
          null,
          null,
          List.of(),
          null,
          null,
          null,
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          null,
          null,
          null,
          null);
    }

    /** How long a sync may take; empty where that is not said. */
    public Optional<Duration> syncTimeout() {
      return timeout == null ? Optional.empty() : Optional.of(Durations.parse(timeout));
    }

    /** What becomes of its objects when it is deleted; they are deleted unless given. */
    public DeletionPolicy deletionPolicyOrDefault() {
      return deletionPolicy == null ? DeletionPolicy.Delete : deletionPolicy;
    }

    /** How many syncs its status remembers, ten unless given. */
    public int revisionHistoryLimitOrDefault() {
      return revisionHistoryLimit == null ? 10 : Math.max(1, revisionHistoryLimit);
    }

    /** What differences are not told. */
    public IgnoreRules ignoreRules() {
      return new IgnoreRules(ignoreDifferences, ignore);
    }

    /** How drift is told, by ownership unless given. */
    public DriftDetection driftDetectionOrDefault() {
      return driftDetection == null ? DriftDetection.OWNERSHIP : driftDetection;
    }

    /** Its sources in order, however they are given. */
    public List<Source> allSources() {
      return source == null ? sources : List.of(source);
    }

    /** Whether it has any of Flux's changes that Kustomize makes. */
    public boolean customises() {
      return !patches.isEmpty()
          || !images.isEmpty()
          || !components.isEmpty()
          || (targetNamespace != null && !targetNamespace.isEmpty());
    }

    /** The project's name, {@code default} unless given. */
    public String projectOrDefault() {
      return project == null || project.isEmpty() ? "default" : project;
    }

    /** The sync policy, by hand unless given. */
    public SyncPolicy syncPolicyOrDefault() {
      return syncPolicy == null ? SyncPolicy.MANUAL : syncPolicy;
    }

    /** Whether no plans are to be made. */
    public boolean suspended() {
      return Boolean.TRUE.equals(suspend);
    }

    /** The interval, ten minutes unless given. */
    public Duration intervalOrDefault() {
      return interval == null ? Duration.ofMinutes(10) : Durations.parse(interval);
    }
  }

  /**
   * Where manifests come from.
   *
   * @param repoURL https, ssh, git@host:path or file URL
   * @param targetRevision branch, tag, commit, full ref or {@code HEAD}; HEAD unless given
   * @param path directory in the repository; the root unless given
   * @param directory given, it is read as plain manifests whatever else is in it
   * @param kustomize given, it is built with Kustomize whatever else is in it; beside a chart, what
   *     Helm renders is built with Kustomize
   * @param credentialsSecret name of a Secret in the application's namespace; none unless given
   * @param chart name of a chart; {@code repoURL} then is a chart repository ({@code https} or
   *     {@code oci}), and {@code targetRevision} a version or range of versions
   * @param helm given, it is rendered with Helm whatever else is in it
   * @param ref name under which values files of other sources name this one, as {@code $ref/path};
   *     a source with neither path nor chart is then only there for them
   * @param ignore files to leave out, in the form of {@code .gitignore}, as Flux has it
   */
  public record Source(
      String repoURL,
      @Nullable String targetRevision,
      @Nullable String path,
      @Nullable Directory directory,
      @Nullable KustomizeSource kustomize,
      @Nullable String credentialsSecret,
      @Nullable String chart,
      @Nullable HelmSource helm,
      @Nullable String ref,
      @Nullable String ignore) {

    /** A source whose kind is told by its files, or by {@code directory}. */
    public Source(
        String repoURL,
        @Nullable String targetRevision,
        @Nullable String path,
        @Nullable Directory directory,
        @Nullable String credentialsSecret) {
      this(
          repoURL,
          targetRevision,
          path,
          directory,
          null,
          credentialsSecret,
          null,
          null,
          null,
          null);
    }

    /** Whether it is a chart of a chart repository, and nothing of Git. */
    public boolean isChart() {
      return chart != null && !chart.isEmpty();
    }

    /** Whether it is only there for the values files of others. */
    public boolean isOnlyReferred() {
      return ref != null && !ref.isEmpty() && !isChart() && (path == null || path.isEmpty());
    }

    /** The revision, HEAD unless given. */
    public String targetRevisionOrDefault() {
      return targetRevision == null || targetRevision.isEmpty() ? "HEAD" : targetRevision;
    }

    /** The path without leading or trailing slashes; empty for the root. */
    public String pathOrRoot() {
      return path == null ? "" : path.replaceAll("^(\\./|/)+|/+$", "").replaceAll("^\\.$", "");
    }

    /** The directory options, all off unless given. */
    public Directory directoryOrDefault() {
      return directory == null ? new Directory(null, null, null, null) : directory;
    }
  }

  /**
   * How a directory of manifests is read.
   *
   * @param recurse also folders below; false unless given
   * @param include glob of files to take, or several as {@code {a,b}}; all unless given
   * @param exclude glob of files to leave out; none unless given
   * @param jsonnet how its {@code *.jsonnet} files are evaluated
   */
  public record Directory(
      @Nullable Boolean recurse,
      @Nullable String include,
      @Nullable String exclude,
      @Nullable JsonnetSource jsonnet) {}

  /**
   * What becomes of an image.
   *
   * @param name the image as manifests name it
   */
  public record Image(
      String name, @Nullable String newName, @Nullable String newTag, @Nullable String digest) {}

  /** Labels and annotations of every object, over those it has. */
  public record CommonMetadata(Map<String, String> labels, Map<String, String> annotations) {
    public CommonMetadata {
      labels = KustomizeSource.copy(labels);
      annotations = KustomizeSource.copy(annotations);
    }
  }

  /**
   * An application that must be ready first.
   *
   * @param namespace of that application; that of the one that depends on it unless given
   * @param readyExpr CEL over {@code dep} and {@code self}, both the whole {@code Application}s, in
   *     place of readiness; none unless given
   */
  public record Dependency(String name, @Nullable String namespace, @Nullable String readyExpr) {

    /** The application's key, for one of a namespace. */
    public ApplicationKey key(String ownNamespace) {
      return new ApplicationKey(
          namespace == null || namespace.isEmpty() ? ownNamespace : namespace, name);
    }
  }

  /** What becomes of an application's objects when it is deleted; the names are Flux's. */
  public enum DeletionPolicy {
    /** They are deleted if pruning is on, and stay otherwise. */
    MirrorPrune,
    /** They are deleted. */
    Delete,
    /** They are deleted; the application goes when they are gone, as it always does. */
    WaitForTermination,
    /** They stay. */
    Orphan
  }

  /**
   * Where it goes.
   *
   * @param name name of a cluster; {@code in-cluster}, the one Plumbline reads its own resources
   *     from, unless given
   * @param server URL of a cluster's API server, where no name is given; {@code
   *     https://kubernetes.default.svc} means in-cluster
   * @param namespace namespace for objects that name none
   */
  public record Destination(
      @Nullable String name, @Nullable String server, @Nullable String namespace) {

    /** Name of the cluster that Plumbline reads its own resources from. */
    public static final String IN_CLUSTER = "in-cluster";

    /** What the cluster is called here: its name, or where only that is given its server's URL. */
    public String cluster() {
      if (name != null && !name.isEmpty()) {
        return name;
      }
      String url = server == null ? "" : ServerUrl.normal(server);
      return url.isEmpty() || url.equals(ServerUrl.OWN) ? IN_CLUSTER : url;
    }

    /** The namespace for objects that name none. */
    public String namespaceOrDefault() {
      return namespace == null || namespace.isEmpty() ? "default" : namespace;
    }
  }

  /**
   * What happens by itself.
   *
   * @param automated null: only on command
   * @param syncOptions as Argo CD has them, {@code name=value}; what an object says of itself in
   *     annotations goes before
   * @param managedNamespaceMetadata what the namespace bears that {@code CreateNamespace=true}
   *     creates, as Argo CD has it
   * @param confirmPruningAbove share of the application's objects, as {@code 50%}: when more are to
   *     be deleted at once, a person has to say so first; the detector's setting unless given
   */
  public record SyncPolicy(
      @Nullable Automated automated,
      @Nullable List<String> syncOptions,
      @Nullable Retry retry,
      @Nullable CommonMetadata managedNamespaceMetadata,
      @Nullable String confirmPruningAbove) {

    /** Nothing by itself. */
    public static final SyncPolicy MANUAL = new SyncPolicy(null, null, null);

    /** Of which the rest is as usual. */
    public SyncPolicy(
        @Nullable Automated automated, @Nullable List<String> syncOptions, @Nullable Retry retry) {
      this(automated, syncOptions, retry, null, null);
    }

    public SyncPolicy {
      syncOptions = syncOptions == null ? List.of() : List.copyOf(syncOptions);
    }

    /** Whether new revisions are applied by themselves. */
    public boolean automatic() {
      return automated != null && !Boolean.FALSE.equals(automated.enabled());
    }

    /** Whether drift is put right by itself. */
    public boolean selfHeals() {
      return automated != null && automatic() && Boolean.TRUE.equals(automated.selfHeal());
    }

    /** Whether objects that Git no longer has are deleted. */
    public boolean prunes() {
      return automated != null && Boolean.TRUE.equals(automated.prune());
    }

    /** Whether a render without objects is accepted. */
    public boolean allowsEmpty() {
      return automated != null && Boolean.TRUE.equals(automated.allowEmpty());
    }

    /** Whether the destination namespace is created when absent. */
    public boolean createsNamespace() {
      return syncOptions != null && syncOptions.contains("CreateNamespace=true");
    }

    /** Whether a sync leaves fields alone whose differences are not told. */
    public boolean respectsIgnoreDifferences() {
      return syncOptions != null && syncOptions.contains("RespectIgnoreDifferences=true");
    }

    /** The retry policy, the defaults unless given. */
    public Retry retryOrDefault() {
      return retry == null ? Retry.DEFAULT : retry;
    }
  }

  /** What automated sync may do; each is off unless given. */
  public record Automated(
      @Nullable Boolean enabled,
      @Nullable Boolean prune,
      @Nullable Boolean selfHeal,
      @Nullable Boolean allowEmpty) {}

  /**
   * How a failed sync is tried again.
   *
   * @param limit attempts after the first; negative for no limit; no limit unless given
   */
  public record Retry(@Nullable Integer limit, @Nullable Backoff backoff) {
    /** No limit, from 5 s doubling to 3 min. */
    public static final Retry DEFAULT = new Retry(null, null);

    /** Whether a further attempt is allowed after {@code failed} ones. */
    public boolean permits(int failed) {
      return limit == null || limit < 0 || failed <= limit;
    }

    /** How long to wait after the {@code failed}th failure in a row. */
    public Duration delayAfter(int failed) {
      Duration first =
          backoff == null || backoff.duration() == null
              ? Duration.ofSeconds(5)
              : Durations.parse(backoff.duration());
      Duration most = longestDelay();
      int factor = backoff == null || backoff.factor() == null ? 2 : backoff.factor();
      double millis = first.toMillis() * Math.pow(factor, Math.max(0, failed - 1));
      return millis >= most.toMillis() ? most : Duration.ofMillis((long) millis);
    }

    /** How long to wait at most. */
    public Duration longestDelay() {
      return backoff == null || backoff.maxDuration() == null
          ? Duration.ofMinutes(3)
          : Durations.parse(backoff.maxDuration());
    }
  }

  /** Delays between attempts; durations as {@code 5s}, {@code 3m}. */
  public record Backoff(
      @Nullable String duration, @Nullable Integer factor, @Nullable String maxDuration) {}
}
