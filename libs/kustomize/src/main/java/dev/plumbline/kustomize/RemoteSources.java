package dev.plumbline.kustomize;

import dev.plumbline.git.FileTree;

/**
 * Where a build gets what a kustomization names outside of its own repository. The library opens no
 * connection itself: whoever builds decides which hosts may be asked, and how.
 *
 * <p>A {@link KustomizeException} or {@link dev.plumbline.git.GitException} says that something
 * cannot be had; the build then fails, or tries the other way in which the official tool would read
 * the path. Any other exception ends the build as it is.
 */
public interface RemoteSources {

  /** Files of a repository, and the commit that they are of. */
  record RemoteTree(FileTree files, String revision) {}

  /**
   * Nothing outside is read, as by default.
   *
   * @see KustomizeOptions#DEFAULT
   */
  RemoteSources REFUSED =
      new RemoteSources() {
        @Override
        public RemoteTree repository(RemoteReference reference) {
          throw refused(reference.display());
        }

        @Override
        public byte[] file(String url) {
          throw refused(RemoteReference.withoutPassword(url));
        }

        private static KustomizeException refused(String what) {
          return new KustomizeException(
              "", "'" + what + "' is remote, and remote bases are not allowed");
        }
      };

  /**
   * The whole repository that a reference is in. Asked once for each repository and ref of a build.
   *
   * @param reference what is wanted; its path is looked up by the library
   */
  RemoteTree repository(RemoteReference reference);

  /**
   * The bytes of one file. The official tool takes each {@code http(s)} URL for one first, and for
   * a repository when that fails or what it gets are no resources; so this may throw for URLs that
   * are known to be repositories.
   *
   * @param url begins with {@code http://} or {@code https://}
   */
  byte[] file(String url);
}
