package dev.plumbline.gitpoller;

import dev.plumbline.git.RefSnapshot;
import dev.plumbline.gitpoller.poll.Poll;
import dev.plumbline.gitpoller.poll.Target;
import java.util.concurrent.CompletionStage;

/** Asks Git hosts. */
interface RemoteLook {

  /** Asks once where the refs are; fails with a {@code GitException} that says why not. */
  CompletionStage<RefSnapshot> look(Target target, Poll poll);
}
