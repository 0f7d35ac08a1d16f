package dev.plumbline.testkit.harness;

import dev.plumbline.testkit.TopicLog;
import java.net.URI;

/** What a {@link Stage} stands on: a running Plumbline, however it was put together. */
public interface Premises {

  /** The control cluster, by a client of the suite's own. */
  Cluster cluster();

  /** Every record of all its topics, read by a consumer of the suite's own. */
  TopicLog events();

  /** Where it takes webhooks. */
  URI webhooks();
}
