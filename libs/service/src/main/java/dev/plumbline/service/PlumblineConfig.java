package dev.plumbline.service;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** Settings that all services share, under {@code plumbline.*}. */
@ConfigMapping(prefix = "plumbline")
public interface PlumblineConfig {

  /**
   * The services to run in this process, by module name; all of them unless given, so that one
   * process is a whole installation.
   */
  Optional<Set<String>> roles();

  /**
   * Name of the installation: the field manager on clusters and the first part of every tracking
   * mark. It must be unique among installations that share a cluster, or they could not tell their
   * fields apart.
   */
  @WithDefault("plumbline")
  String installation();

  /** Namespace on the control cluster for leases and for cluster credentials. */
  @WithDefault("default")
  String namespace();

  /** Directory for what can be fetched again: Git mirrors. It may be lost. */
  @WithDefault("/var/lib/plumbline")
  Path dataDir();

  /**
   * Kubeconfig of the control cluster; unless given, what the Kubernetes client finds by itself:
   * the pod's service account, or {@code KUBECONFIG}.
   */
  Optional<Path> kubeconfig();

  /** Context in {@link #kubeconfig()}; its current one unless given. */
  Optional<String> kubeContext();

  /** How Kafka is used. */
  Kafka kafka();

  /** How Secret values are sealed. */
  Encryption encryption();

  /** What each cluster is asked at most. */
  ClusterLimits clusters();

  /**
   * What this process asks of one cluster at most, the control cluster included; annotations on a
   * cluster's Secret say otherwise for it.
   */
  interface ClusterLimits {

    /** Requests under way; watches that are open do not count. */
    @WithDefault("64")
    int requestsInFlight();

    /** Requests a second in the long run; 0 for any number, as API servers defend themselves. */
    @WithDefault("0")
    int qps();

    /** Requests that may come at once after a quiet time, where {@link #qps()} is given. */
    @WithDefault("100")
    int burst();
  }

  /** Settings of topics and consumer groups; connection settings are Quarkus' {@code kafka.*}. */
  interface Kafka {

    /** Prefix of every topic and group; none unless given, for a broker of our own. */
    Optional<String> prefix();

    /**
     * Partitions of each topic, which bound how many instances of a service can share the work. A
     * divisor of 64, so that partitions and shards agree.
     */
    @WithDefault("8")
    int partitions();

    /** Replicas of each topic; -1 takes the broker's own default. */
    @WithDefault("-1")
    short replication();

    /** Days that account topics are kept; long enough for an audit of the last incident. */
    @WithDefault("30")
    int retentionDays();

    /** Whether absent topics are created at start; off where only an operator may create them. */
    @WithDefault("true")
    boolean createTopics();

    /**
     * A stable name for this instance within its groups, such as the pod's: a restart then disturbs
     * no other instance.
     */
    Optional<String> instanceId();
  }

  /** The key ring. */
  interface Encryption {

    /**
     * File with the keys, mounted from a Secret: one {@code id:base64 of 32 bytes} a line, the
     * first one seals. Required by the services that see manifests.
     */
    Optional<Path> keyFile();
  }
}
