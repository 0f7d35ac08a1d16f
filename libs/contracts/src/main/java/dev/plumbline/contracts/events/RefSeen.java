package dev.plumbline.contracts.events;

import java.time.Instant;

/**
 * State: the commit at which the poller last saw a ref. Gone (a tombstone) when the ref is.
 *
 * @param repository normalised repository identity
 * @param ref full ref name, or {@code HEAD}, whose commit is written {@code ref: refs/heads/main};
 *     or a chart and the range of versions in which its newest counts, with a space between
 * @param commit commit in hex, or version of a chart
 * @param seenAt when it was first seen there
 */
public record RefSeen(String repository, String ref, String commit, Instant seenAt)
    implements Event {

  @Override
  public String key() {
    return repository + "#" + ref;
  }
}
