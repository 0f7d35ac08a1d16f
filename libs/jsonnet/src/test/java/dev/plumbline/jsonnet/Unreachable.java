package dev.plumbline.jsonnet;

import dev.plumbline.git.FileEntry;
import dev.plumbline.git.FileTree;
import dev.plumbline.git.GitException;
import java.util.List;
import java.util.Optional;

/** A tree that fails by itself, whatever it is asked. */
final class Unreachable implements FileTree {

  @Override
  public Optional<FileEntry> lookup(String path) {
    throw gone();
  }

  @Override
  public List<FileEntry> list(String directory) {
    throw gone();
  }

  @Override
  public byte[] read(String path) {
    throw gone();
  }

  private static GitException gone() {
    return new GitException(GitException.Reason.CORRUPT, "the disk is gone");
  }
}
