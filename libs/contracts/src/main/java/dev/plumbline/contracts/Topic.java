package dev.plumbline.contracts;

import java.util.Locale;

/**
 * Every topic, with what it holds and how long: the one source of topic settings for {@code up},
 * for deployment and for documentation. All topics have the same number of partitions.
 */
public enum Topic {
  /** Account of refs seen to move, keyed by repository. */
  REVISIONS("revisions", Kind.ACCOUNT),
  /** Account of renders asked for, keyed by application. */
  RENDERS("renders", Kind.ACCOUNT),
  /** Account of how renders ended, keyed by application. */
  RENDER_RESULTS("render-results", Kind.ACCOUNT),
  /** Account of plans and settled waves, keyed by application. */
  PLANS("plans", Kind.ACCOUNT),
  /** Account of syncs, keyed by application. */
  SYNC("sync", Kind.ACCOUNT),
  /** Account of drift and convergence, keyed by application. */
  DRIFT("drift", Kind.ACCOUNT),
  /** What people ask for, keyed by application. */
  COMMANDS("commands", Kind.ACCOUNT),
  /** Records that could not be processed, under their original keys. */
  DEAD_LETTERS("dead-letters", Kind.ACCOUNT),
  /** State: the last good render of each application; written by the renderer. */
  DESIRED("desired", Kind.STATE),
  /** State: what is applied for each application; written by the applier. */
  INVENTORY("inventory", Kind.STATE),
  /** State: the plan each application's applier is working on; written by the applier. */
  SYNCS("syncs", Kind.STATE),
  /** State: what was last told of each application; written by the drift-detector. */
  VERDICTS("verdicts", Kind.STATE),
  /** State: last seen refs, keyed by {@code repository#ref}; written by the git-poller. */
  REFS("refs", Kind.STATE),
  /** State: incidents and deliveries of each application; written by the notifier. */
  NOTIFICATIONS("notifications", Kind.STATE);

  /** What a topic keeps. */
  public enum Kind {
    /** The newest record of each key, for ever: compacted, read to rebuild. */
    STATE,
    /** Every record for the retention time: read by people and audit, never to rebuild. */
    ACCOUNT
  }

  /** The largest record accepted by broker, topic, producer and consumer alike, in bytes. */
  public static final int MAX_RECORD_BYTES = 16 * 1024 * 1024;

  private final String baseName;
  private final Kind kind;

  Topic(String baseName, Kind kind) {
    this.baseName = baseName;
    this.kind = kind;
  }

  /** The name without an installation's prefix. */
  public String baseName() {
    return baseName;
  }

  /** Whether the topic is compacted state or a timed account. */
  public Kind kind() {
    return kind;
  }

  /**
   * Finds a topic by its base name, for people who type one.
   *
   * @throws IllegalArgumentException naming the known topics
   */
  public static Topic named(String name) {
    for (Topic topic : values()) {
      if (topic.baseName.equals(name.toLowerCase(Locale.ROOT))) {
        return topic;
      }
    }
    StringBuilder known = new StringBuilder();
    for (Topic topic : values()) {
      known.append(known.isEmpty() ? "" : ", ").append(topic.baseName);
    }
    throw new IllegalArgumentException("no topic '" + name + "'; topics are " + known);
  }
}
