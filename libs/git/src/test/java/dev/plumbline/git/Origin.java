package dev.plumbline.git;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
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
import org.eclipse.jgit.lib.TagBuilder;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/** A bare repository that tests write commits to, and that others fetch from. */
final class Origin implements AutoCloseable {

  private final Path directory;
  private final Repository repository;
  private long clock = 1_700_000_000L;

  private Origin(Path directory, Repository repository) {
    this.directory = directory;
    this.repository = repository;
  }

  static Origin in(Path directory) {
    IsolatedGit.ensure();
    try {
      Repository repository =
          new FileRepositoryBuilder().setBare().setGitDir(directory.toFile()).build();
      repository.create(true);
      repository.updateRef(Constants.HEAD).link("refs/heads/main");
      return new Origin(directory, repository);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  RepositoryUrl url() {
    return RepositoryUrl.parse(directory.toString());
  }

  Path directory() {
    return directory;
  }

  /** A commit on main that has exactly these files, after what main has now. */
  CommitId commit(Map<String, String> files) {
    return commit("main", files);
  }

  CommitId commit(String branch, Map<String, String> files) {
    return commit(branch, files, Map.of(), "Change " + files.size() + " files");
  }

  CommitId commit(
      String branch, Map<String, String> files, Map<String, String> links, String message) {
    try (ObjectInserter inserter = repository.newObjectInserter()) {
      DirCache index = DirCache.newInCore();
      DirCacheBuilder builder = index.builder();
      for (Map.Entry<String, String> file : files.entrySet()) {
        add(builder, inserter, file.getKey(), file.getValue(), FileMode.REGULAR_FILE);
      }
      for (Map.Entry<String, String> link : links.entrySet()) {
        add(builder, inserter, link.getKey(), link.getValue(), FileMode.SYMLINK);
      }
      builder.finish();
      CommitBuilder commit = new CommitBuilder();
      commit.setTreeId(index.writeTree(inserter));
      Ref tip = repository.exactRef("refs/heads/" + branch);
      if (tip != null) {
        commit.setParentId(tip.getObjectId());
      }
      commit.setAuthor(person());
      commit.setCommitter(person());
      commit.setMessage(message);
      ObjectId id = inserter.insert(commit);
      inserter.flush();
      point("refs/heads/" + branch, id.name());
      return new CommitId(id.name());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void add(
      DirCacheBuilder builder, ObjectInserter inserter, String path, String text, FileMode mode)
      throws IOException {
    DirCacheEntry entry = new DirCacheEntry(path);
    entry.setFileMode(mode);
    entry.setObjectId(inserter.insert(Constants.OBJ_BLOB, text.getBytes(StandardCharsets.UTF_8)));
    builder.add(entry);
  }

  void point(String ref, String id) {
    try {
      RefUpdate update = repository.updateRef(ref, ref.equals(Constants.HEAD));
      update.setNewObjectId(ObjectId.fromString(id));
      update.forceUpdate();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void point(String ref, CommitId commit) {
    point(ref, commit.hex());
  }

  void annotatedTag(String name, CommitId commit) {
    try (ObjectInserter inserter = repository.newObjectInserter()) {
      TagBuilder tag = new TagBuilder();
      tag.setTag(name);
      tag.setObjectId(ObjectId.fromString(commit.hex()), Constants.OBJ_COMMIT);
      tag.setTagger(person());
      tag.setMessage("Release " + name);
      ObjectId id = inserter.insert(tag);
      inserter.flush();
      point("refs/tags/" + name, id.name());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The id that a ref has, not peeled. */
  String ref(String name) {
    try {
      return repository.exactRef(name).getObjectId().name();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void delete(String ref) {
    try {
      RefUpdate update = repository.updateRef(ref);
      update.setForceUpdate(true);
      update.delete();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void headIs(String branch) {
    try {
      repository.updateRef(Constants.HEAD).link("refs/heads/" + branch);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private PersonIdent person() {
    return new PersonIdent(
        "Ada", "ada@example.com", Instant.ofEpochSecond(clock++), ZoneOffset.UTC);
  }

  @Override
  public void close() {
    repository.close();
  }
}
