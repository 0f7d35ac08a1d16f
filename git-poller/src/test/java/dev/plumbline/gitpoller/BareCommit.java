package dev.plumbline.gitpoller;

import java.io.IOException;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.TreeFormatter;

/** Commits to a bare repository, without a work tree. */
final class BareCommit {

  private BareCommit() {}

  static ObjectId on(Repository repository, String ref) throws IOException {
    ObjectId parent = repository.resolve(ref);
    try (ObjectInserter inserter = repository.newObjectInserter()) {
      CommitBuilder commit = new CommitBuilder();
      commit.setTreeId(inserter.insert(Constants.OBJ_TREE, new TreeFormatter().toByteArray()));
      commit.setAuthor(new PersonIdent("ann", "ann@example.com"));
      commit.setCommitter(commit.getAuthor());
      commit.setMessage("after " + parent);
      if (parent != null) {
        commit.setParentId(parent);
      }
      ObjectId id = inserter.insert(commit);
      inserter.flush();
      RefUpdate update = repository.updateRef(ref);
      update.setNewObjectId(id);
      update.forceUpdate();
      return id;
    }
  }
}
