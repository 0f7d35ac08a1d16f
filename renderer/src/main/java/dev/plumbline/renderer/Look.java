package dev.plumbline.renderer;

import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.events.SourceRevision;
import dev.plumbline.contracts.events.TraceParent;
import dev.plumbline.contracts.events.Trigger;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A reason to look at an application.
 *
 * @param uid only while the application has this uid; empty for whichever is there
 * @param hinted the source that moved, and the commit that must at least be seen of it; empty when
 *     that is not known
 * @param since how new what is on disk must be if it does not have that
 * @param trigger handed on to what follows
 * @param cause the trace it belongs to; null begins a new one
 * @param recheck look even if nothing moved, since what the project permits may have changed
 */
record Look(
    ApplicationKey application,
    Optional<String> uid,
    Optional<SourceRevision> hinted,
    Instant since,
    Trigger trigger,
    @Nullable TraceParent cause,
    boolean recheck) {

  /** The same, later, from a mirror that is as new as that. */
  Look again(Instant now, boolean rechecked) {
    return new Look(application, uid, hinted, now, trigger, cause, rechecked);
  }
}
