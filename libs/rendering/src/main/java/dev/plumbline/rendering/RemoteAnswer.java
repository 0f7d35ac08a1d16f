package dev.plumbline.rendering;

import dev.plumbline.git.FileTree;
import dev.plumbline.manifests.RenderFailure;

/** What became of asking for something remote. */
public sealed interface RemoteAnswer {

  /** The revision of what was looked for and is not there, where that is no failure. */
  String ABSENT = "";

  /** The scope of a kind that the cluster does not have, or was not asked for. */
  String UNKNOWN = "unknown";

  /** The scope of a kind that has namespaces. */
  String NAMESPACED = "namespaced";

  /** The scope of a kind that has none. */
  String CLUSTER_SCOPED = "cluster";

  /**
   * It is there.
   *
   * @param files a repository, or a chart; a file is the only one in them, {@link #FILE}; of a
   *     Secret or ConfigMap one for each key; of a cluster {@link #VERSION} and {@link #APIS}
   * @param revision the commit, or a digest of what is there; of a kind its scope
   */
  record Found(FileTree files, String revision) implements RemoteAnswer {

    /** The path of what is a file. */
    public static final String FILE = "file";

    /** The path of a cluster's version of Kubernetes. */
    public static final String VERSION = "version";

    /** The path of the list of a cluster's APIs, one on each line. */
    public static final String APIS = "apis";

    /** Whether there is anything. */
    public boolean isPresent() {
      return !revision.equals(ABSENT);
    }
  }

  /** It could not be had. */
  record Failed(RenderFailure failure) implements RemoteAnswer {}
}
