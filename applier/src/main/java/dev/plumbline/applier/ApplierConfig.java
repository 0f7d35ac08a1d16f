package dev.plumbline.applier;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Settings of the applier, under {@code plumbline.applier.*}. */
@ConfigMapping(prefix = "plumbline.applier")
public interface ApplierConfig {

  /** Calls under way to one cluster at most: well below what an API server grants one client. */
  @WithDefault("16")
  int callsPerCluster();

  /** Calls that may wait for one cluster; more are tried again later. */
  @WithDefault("1000")
  int queuePerCluster();

  /**
   * Objects of one application under way though others wait for the cluster; one that nobody else
   * wants it has all of it.
   */
  @WithDefault("4")
  int parallelPerApplication();

  /** How often an object is tried within one sync, the first time included. */
  @WithDefault("4")
  int attempts();

  /** The pause after an object's first failure; it doubles with each further one. */
  @WithDefault("PT0.5S")
  Duration firstPause();

  /** The longest pause, and the longest that an API server may ask for within one sync. */
  @WithDefault("PT10S")
  Duration longestPause();

  /** How long to wait for a deleted object to be gone before that is reported as a failure. */
  @WithDefault("PT60S")
  Duration deletionPatience();

  /** How long a sync may take, all its waiting included, where the Application does not say. */
  @WithDefault("PT1H")
  Duration syncTimeout();

  /** How old a plan may be and still wait for its {@code Application} to appear to us. */
  @WithDefault("PT10S")
  Duration viewPatience();

  /**
   * Name of the service account, in each application's own namespace, in whose name applications
   * are applied that name none; in Plumbline's own unless given. With it, nobody can do more by an
   * application than by an account of that namespace.
   */
  Optional<String> defaultServiceAccount();

  /** Objects that others applied before. */
  TakeOver takeOver();

  /** From whom objects are taken over, so that what Git drops later goes. */
  interface TakeOver {

    /** Whether they are taken over at all. */
    @WithDefault("true")
    boolean enabled();

    /**
     * Field managers that objects are taken over from, beside kubectl's client-side apply, Helm,
     * Argo CD and Flux.
     */
    Optional<List<String>> managers();
  }
}
