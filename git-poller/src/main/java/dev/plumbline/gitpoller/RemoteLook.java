package dev.plumbline.gitpoller;

import dev.plumbline.gitpoller.poll.Poll;
import dev.plumbline.gitpoller.poll.Target;
import java.util.SortedMap;
import java.util.concurrent.CompletionStage;

/** Asks Git hosts and chart repositories. */
@FunctionalInterface
interface RemoteLook {

  /**
   * Asks once where the refs are, and gives places by ref; fails with a {@code GitException} or
   * {@code ChartException} that says why not.
   */
  CompletionStage<SortedMap<String, String>> look(Target target, Poll poll);

  /** Asks Git hosts by the one, chart repositories by the other. */
  static RemoteLook of(GitLook git, ChartLook charts) {
    return (target, poll) ->
        poll instanceof Poll.Charts listed
            ? charts.look(target, listed)
            : git.look(target, (Poll.Git) poll);
  }
}
