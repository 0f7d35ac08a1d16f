package dev.plumbline.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;

/** The refs of all repositories as they were at one moment, while a freeze is on. */
final class FrozenRefs {
  private final Repositories repositories;
  private volatile Map<String, Map<String, Ref>> byRepository = Map.of();

  FrozenRefs(Repositories repositories) {
    this.repositories = repositories;
  }

  void freeze() {
    try {
      Map<String, Map<String, Ref>> refs = new HashMap<>();
      for (String name : repositories.names()) {
        try (Repository repository = repositories.open(name)) {
          refs.put(name, refsOf(repository));
        }
      }
      byRepository = Map.copyOf(refs);
    } catch (IOException e) {
      throw new UncheckedIOException("the refs cannot be read", e);
    }
  }

  void thaw() {
    byRepository = Map.of();
  }

  /** The refs to advertise for a repository; empty when they are not frozen. */
  Optional<Map<String, Ref>> of(String repository) {
    return Optional.ofNullable(byRepository.get(repository));
  }

  private static Map<String, Ref> refsOf(Repository repository) throws IOException {
    Map<String, Ref> refs = new HashMap<>();
    for (Ref ref : repository.getRefDatabase().getRefs()) {
      refs.put(ref.getName(), ref);
    }
    Ref head = repository.exactRef(Constants.HEAD);
    if (head != null && head.getObjectId() != null) {
      refs.put(Constants.HEAD, head);
    }
    return Map.copyOf(refs);
  }
}
