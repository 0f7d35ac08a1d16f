package dev.plumbline.cli.up;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/** The Git repository with two applications that {@code up} makes for a person to push to. */
final class SampleRepository {

  /** Its name on the Git server. */
  static final String NAME = "sample";

  /** Its applications, each a folder under {@code apps/}. */
  static final List<String> APPLICATIONS = List.of("guestbook", "greeter");

  private static final List<String> FILES =
      List.of(
          "README.md",
          "apps/guestbook/configmap.yaml",
          "apps/guestbook/deployment.yaml",
          "apps/guestbook/service.yaml",
          "apps/greeter/configmap.yaml",
          "apps/greeter/deployment.yaml");

  private SampleRepository() {}

  /** Makes the bare repository below {@code root} with a first commit, if it is not there. */
  static void create(Path root) throws IOException {
    Path directory = root.resolve(NAME + ".git");
    if (Files.exists(directory.resolve("HEAD"))) {
      return;
    }
    Files.createDirectories(directory);
    try (Repository repository =
            new FileRepositoryBuilder().setGitDir(directory.toFile()).setBare().build();
        ObjectInserter inserter = repository.newObjectInserter()) {
      repository.create(true);
      repository.updateRef(Constants.HEAD).link(Constants.R_HEADS + "main");
      CommitBuilder commit = new CommitBuilder();
      commit.setTreeId(tree(inserter));
      PersonIdent author = new PersonIdent("Plumbline", "plumbline@localhost");
      commit.setAuthor(author);
      commit.setCommitter(author);
      commit.setMessage("Add the sample applications\n");
      ObjectId id = inserter.insert(commit);
      inserter.flush();
      RefUpdate main = repository.updateRef(Constants.R_HEADS + "main");
      main.setNewObjectId(id);
      RefUpdate.Result result = main.forceUpdate();
      if (result != RefUpdate.Result.NEW) {
        throw new IOException("the sample repository could not be made: " + result);
      }
    }
  }

  private static ObjectId tree(ObjectInserter inserter) throws IOException {
    DirCache index = DirCache.newInCore();
    DirCacheBuilder builder = index.builder();
    for (String file : FILES) {
      DirCacheEntry entry = new DirCacheEntry(file);
      entry.setFileMode(FileMode.REGULAR_FILE);
      entry.setObjectId(
          inserter.insert(Constants.OBJ_BLOB, content(file).getBytes(StandardCharsets.UTF_8)));
      builder.add(entry);
    }
    builder.finish();
    return index.writeTree(inserter);
  }

  private static String content(String file) {
    try (InputStream in =
        SampleRepository.class.getResourceAsStream("/dev/plumbline/cli/sample/" + file)) {
      if (in == null) {
        throw new IllegalStateException("the sample file " + file + " is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
