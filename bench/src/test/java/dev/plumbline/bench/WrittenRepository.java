package dev.plumbline.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.internal.storage.file.PackInserter;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.TreeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * A bare repository of many files that are not alike, written without a work tree: as one pack, as
 * a host has it, and then a commit at a time.
 */
final class WrittenRepository implements AutoCloseable {

  private static final int FILES_OF_FOLDER = 100;
  private static final PersonIdent AUTHOR = new PersonIdent("Dev", "dev@example.com");

  private final FileRepository repository;
  private final ObjectId[][] blobs;
  private final ObjectId[] folders;
  private final Random random = new Random(4);
  private @Nullable ObjectId head;

  WrittenRepository(Path bare, int files) throws IOException {
    this.repository = new FileRepository(bare.toFile());
    this.blobs = new ObjectId[Math.max(1, files / FILES_OF_FOLDER)][FILES_OF_FOLDER];
    this.folders = new ObjectId[blobs.length];
  }

  /** Writes all files, so that together they have about so many bytes, which do not compress. */
  void fill(long bytes) throws IOException {
    byte[] content = new byte[Math.toIntExact(bytes / blobs.length / FILES_OF_FOLDER)];
    try (PackInserter inserter = repository.getObjectDatabase().newPackInserter()) {
      inserter.checkExisting(false);
      inserter.setCompressionLevel(0);
      for (int folder = 0; folder < blobs.length; folder++) {
        for (int file = 0; file < FILES_OF_FOLDER; file++) {
          random.nextBytes(content);
          blobs[folder][file] = inserter.insert(Constants.OBJ_BLOB, content);
        }
        folders[folder] = folder(folder, inserter);
      }
      commit(inserter);
    }
  }

  /** Changes one file, as a push would have. */
  void change(int number) throws IOException {
    int folder = number % blobs.length;
    byte[] content = new byte[1000];
    random.nextBytes(content);
    try (ObjectInserter inserter = repository.newObjectInserter()) {
      blobs[folder][number % FILES_OF_FOLDER] = inserter.insert(Constants.OBJ_BLOB, content);
      folders[folder] = folder(folder, inserter);
      commit(inserter);
    }
  }

  private ObjectId folder(int folder, ObjectInserter inserter) throws IOException {
    TreeFormatter tree = new TreeFormatter();
    for (int file = 0; file < FILES_OF_FOLDER; file++) {
      tree.append("file-%02d.bin".formatted(file), FileMode.REGULAR_FILE, blobs[folder][file]);
    }
    return inserter.insert(tree);
  }

  private void commit(ObjectInserter inserter) throws IOException {
    TreeFormatter root = new TreeFormatter();
    for (int folder = 0; folder < folders.length; folder++) {
      root.append("folder-%05d".formatted(folder), FileMode.TREE, folders[folder]);
    }
    CommitBuilder commit = new CommitBuilder();
    commit.setTreeId(inserter.insert(root));
    if (head != null) {
      commit.setParentId(head);
    }
    commit.setAuthor(AUTHOR);
    commit.setCommitter(AUTHOR);
    commit.setMessage("Change");
    ObjectId written = inserter.insert(commit);
    inserter.flush();
    RefUpdate update = repository.updateRef("refs/heads/main");
    update.setNewObjectId(written);
    update.forceUpdate();
    head = written;
  }

  @Override
  public void close() {
    repository.close();
  }
}
