package dev.plumbline.embedded;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * Makes a {@link GitHttpServer} misbehave while it runs, as Git hosts do: slow, broken, gone, or
 * behind its own webhooks. All switches may be changed at any time and hold for requests that
 * arrive afterwards; {@link #none()} ends them all.
 */
public final class Fault {
  private final FrozenRefs frozen;
  private volatile Duration delay = Duration.ZERO;
  private volatile int status;
  private volatile boolean dropping;
  private volatile boolean truncating;
  private volatile CountDownLatch hole = new CountDownLatch(0);

  Fault(FrozenRefs frozen) {
    this.frozen = frozen;
  }

  /** Waits this long before each answer. */
  public Fault delay(Duration duration) {
    delay = duration;
    return this;
  }

  /** Answers each request with this HTTP status and no body; 0 ends it. */
  public Fault status(int code) {
    status = code;
    return this;
  }

  /** Closes each connection without an answer, as a host that is down does. */
  public Fault refuseConnections() {
    dropping = true;
    return this;
  }

  /** Takes each request and answers none, as a host behind a broken network does. */
  public Fault swallow() {
    hole = new CountDownLatch(1);
    return this;
  }

  /**
   * Ends each pack after its first bytes, as a proxy that gives up does: the answer looks whole.
   */
  public Fault truncatePacks() {
    truncating = true;
    return this;
  }

  /**
   * Fetches see the refs of all repositories as they are now, until {@link #thaw()}; pushes go on
   * changing the real ones. A repository made later is served as it is.
   */
  public Fault freezeRefs() {
    frozen.freeze();
    return this;
  }

  /** Fetches see the real refs again. */
  public Fault thaw() {
    frozen.thaw();
    return this;
  }

  /** Ends every fault. */
  public Fault none() {
    dropping = false;
    truncating = false;
    hole.countDown();
    status = 0;
    delay = Duration.ZERO;
    return thaw();
  }

  Duration delay() {
    return delay;
  }

  int status() {
    return status;
  }

  /** Waits for the hole's end, if there is one, and tells that there was. */
  boolean swallows() throws InterruptedException {
    if (hole.getCount() == 0) {
      return false;
    }
    hole.await();
    return true;
  }

  boolean truncatesPacks() {
    return truncating;
  }

  boolean dropsConnections() {
    return dropping;
  }
}
