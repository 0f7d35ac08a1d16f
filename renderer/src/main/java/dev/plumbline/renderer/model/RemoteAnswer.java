package dev.plumbline.renderer.model;

import dev.plumbline.git.FileTree;
import dev.plumbline.manifests.RenderFailure;

/** What became of asking for something remote. */
public sealed interface RemoteAnswer {

  /**
   * It is there.
   *
   * @param files a repository; a file is the only one in them, {@link #FILE}
   * @param revision the commit, or a digest of the file
   */
  record Found(FileTree files, String revision) implements RemoteAnswer {

    /** The path of what is a file. */
    public static final String FILE = "file";
  }

  /** It could not be had. */
  record Failed(RenderFailure failure) implements RemoteAnswer {}
}
