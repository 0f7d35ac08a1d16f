package dev.plumbline.contracts.events;

import dev.plumbline.contracts.ApplicationKey;
import java.time.Instant;

/** What a person asks of an application. */
public sealed interface Command extends ApplicationEvent {

  /** Who asked, for the account. */
  String by();

  /** When. */
  Instant at();

  /** Look at Git again now. */
  record Refresh(ApplicationKey application, String applicationUid, String by, Instant at)
      implements Command {}

  /** Bring the application to its desired state now, whatever its sync policy. */
  record Sync(ApplicationKey application, String applicationUid, String by, Instant at)
      implements Command {}

  /**
   * Do what waits for a person's word.
   *
   * @param digest of just what is confirmed, as it was told: what has come to be waiting since is
   *     not
   */
  record Confirm(
      ApplicationKey application, String applicationUid, String by, Instant at, String digest)
      implements Command {}
}
