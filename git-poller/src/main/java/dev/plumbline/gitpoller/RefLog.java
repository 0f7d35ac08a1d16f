package dev.plumbline.gitpoller;

import dev.plumbline.gitpoller.poll.Findings;
import java.util.Collection;
import java.util.concurrent.CompletionStage;

/** Where findings are written. */
interface RefLog extends AutoCloseable {

  /**
   * Tells the events, and once the broker has stored them remembers the refs. Done when all of it
   * is stored; if it fails, what was not remembered will be found again.
   */
  CompletionStage<Void> write(String repository, Findings findings);

  /** Forgets refs of a repository. */
  CompletionStage<Void> forget(String repository, Collection<String> refs);

  @Override
  void close();
}
