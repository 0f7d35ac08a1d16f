package dev.plumbline.renderer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/** A bare repository whose files a test changes commit by commit. */
final class TestRepository implements AutoCloseable {

  private static final String LINK = "link:";

  private final Repository repository;
  private final Map<String, String> files = new TreeMap<>();
  private long seconds = 1_700_000_000L;

  TestRepository(Path directory) {
    try {
      repository = new FileRepositoryBuilder().setBare().setGitDir(directory.toFile()).build();
      repository.create(true);
      repository.updateRef(Constants.HEAD).link("refs/heads/main");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  TestRepository write(String path, String text) {
    files.put(path, text);
    return this;
  }

  TestRepository link(String path, String target) {
    files.put(path, LINK + target);
    return this;
  }

  TestRepository remove(String path) {
    files.remove(path);
    return this;
  }

  /** Commits all files to main. */
  String commit() {
    return commit("main");
  }

  String commit(String branch) {
    try (ObjectInserter inserter = repository.newObjectInserter()) {
      DirCache index = DirCache.newInCore();
      DirCacheBuilder builder = index.builder();
      for (Map.Entry<String, String> file : files.entrySet()) {
        boolean link = file.getValue().startsWith(LINK);
        String text = link ? file.getValue().substring(LINK.length()) : file.getValue();
        DirCacheEntry entry = new DirCacheEntry(file.getKey());
        entry.setFileMode(link ? FileMode.SYMLINK : FileMode.REGULAR_FILE);
        entry.setObjectId(
            inserter.insert(Constants.OBJ_BLOB, text.getBytes(StandardCharsets.UTF_8)));
        builder.add(entry);
      }
      builder.finish();
      CommitBuilder commit = new CommitBuilder();
      commit.setTreeId(index.writeTree(inserter));
      Ref tip = repository.exactRef("refs/heads/" + branch);
      if (tip != null) {
        commit.setParentId(tip.getObjectId());
      }
      PersonIdent ada =
          new PersonIdent(
              "Ada", "ada@example.com", Instant.ofEpochSecond(seconds++), ZoneOffset.UTC);
      commit.setAuthor(ada);
      commit.setCommitter(ada);
      commit.setMessage("Change");
      ObjectId id = inserter.insert(commit);
      inserter.flush();
      RefUpdate update = repository.updateRef("refs/heads/" + branch);
      update.setNewObjectId(id);
      update.forceUpdate();
      return id.name();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    repository.close();
  }
}
