package dev.plumbline.renderer;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.OptionalInt;

/** Settings of the renderer. */
@ConfigMapping(prefix = "plumbline.renderer")
public interface RendererConfig {

  /**
   * Whether applications may name repositories on this machine's disk ({@code file://} URLs). Off,
   * since whoever may create an Application could then read what this process can.
   */
  @WithDefault("false")
  boolean allowFileRepositories();

  /** Renders that run at the same time; as many as there are processors unless given. */
  OptionalInt concurrency();

  /** How long one render may take; far above what the largest permitted one needs. */
  @WithDefault("60s")
  Duration renderTimeout();

  /**
   * Whether files that kustomizations name by URL may be on private and loopback addresses. Off,
   * since whoever may write to a repository could then read what only this network may.
   */
  @WithDefault("false")
  boolean allowPrivateAddresses();

  /** What one render may cost. */
  Limits limits();

  /** How kustomizations are built. */
  Kustomize kustomize();

  /** Bounds of one render; whoever meets one is told which. */
  interface Limits {

    /** Most files that are taken for manifests. */
    @WithDefault("10000")
    int maxFiles();

    /** Most bytes of one file. */
    @WithDefault("8388608")
    int maxFileBytes();

    /** Most bytes of all files together. */
    @WithDefault("67108864")
    long maxInputBytes();

    /** Deepest nesting of a document. */
    @WithDefault("100")
    int maxDepth();

    /** Most values in one file, those that aliases repeat included. */
    @WithDefault("500000")
    int maxValues();

    /** Most objects rendered. */
    @WithDefault("20000")
    int maxObjects();

    /** Most bytes of all objects together, as JSON; a record holds 16 MiB, and a plan more. */
    @WithDefault("15728640")
    long maxRenderedBytes();
  }

  /** How charts are rendered. */
  Helm helm();

  /** How Jsonnet is evaluated. */
  Jsonnet jsonnet();

  /** How charts are pulled. */
  Charts charts();

  /** How repositories are read. */
  Git git();

  /** Settings of Helm, which runs in processes of its own. */
  interface Helm {

    /** Charts that are rendered at the same time. */
    @WithDefault("2")
    int concurrency();

    /** How long one chart may take; it is ended then, and its process with it. */
    @WithDefault("30s")
    Duration timeout();

    /** How much memory the process that renders a chart may take, in MiB. */
    @WithDefault("640")
    int memoryMib();
  }

  /** Settings of Jsonnet, which runs in processes of its own. */
  interface Jsonnet {

    /** Files that are evaluated at the same time; each has a process of up to 640 MiB. */
    @WithDefault("1")
    int concurrency();

    /** How long one file may take; it is ended then, and its process with it. */
    @WithDefault("30s")
    Duration timeout();
  }

  /** Settings of chart repositories and registries. */
  interface Charts {

    /** How long one question to a repository may take, its answer included. */
    @WithDefault("60s")
    Duration timeout();

    /** Most bytes of a repository's index. */
    @WithDefault("67108864")
    long maxIndexBytes();

    /** Most bytes of a packed chart. */
    @WithDefault("20971520")
    int maxArchiveBytes();

    /** Bytes on disk of all charts; beyond it those used longest ago go. */
    @WithDefault("1073741824")
    long maxTotalBytes();

    /** Conversations with one host at the same time. */
    @WithDefault("4")
    int concurrencyPerHost();
  }

  /** Settings of Kustomize. */
  interface Kustomize {

    /**
     * Whether applications may be built by the official tool on this machine's PATH. Off: it needs
     * a copy of the repository and a process for each build, and nothing needs it.
     */
    @WithDefault("false")
    boolean binary();

    /** How long one run of the official tool may take. */
    @WithDefault("30s")
    Duration binaryTimeout();

    /** How much address space one run of the official tool may have; it reserves 1.3 GB at once. */
    @WithDefault("4294967296")
    long binaryMemoryBytes();
  }

  /** Settings of Git access. */
  interface Git {

    /** Conversations with one Git host at the same time; hosts throttle beyond a few. */
    @WithDefault("4")
    int concurrencyPerHost();

    /** How many more may wait for one Git host; beyond it they are tried again later. */
    @WithDefault("50000")
    int queuePerHost();

    /** How long one conversation with a Git host may take, a first clone included. */
    @WithDefault("2m")
    Duration timeout();

    /** Most bytes on disk of one repository. */
    @WithDefault("2147483648")
    long maxRepositoryBytes();

    /**
     * Bytes on disk of all repositories that are read with one set of credentials; beyond it those
     * used longest ago go.
     */
    @WithDefault("10737418240")
    long maxTotalBytes();

    /** How long Secrets with credentials are remembered: a rotated one counts after that. */
    @WithDefault("10s")
    Duration credentialsMaxAge();
  }
}
