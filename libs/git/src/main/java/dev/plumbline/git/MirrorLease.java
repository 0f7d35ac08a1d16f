package dev.plumbline.git;

import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jgit.lib.Repository;

/** The right to use a mirror's repository: while it is held the mirror stays on disk. */
final class MirrorLease {

  private static final Cleaner CLEANER = Cleaner.create();

  private final Repository repository;
  private final Mirror mirror;
  private final Once release;

  MirrorLease(Repository repository, Mirror mirror) {
    this.repository = repository;
    this.mirror = mirror;
    this.release = new Once(mirror);
  }

  Repository repository() {
    return repository;
  }

  KnownDirectories directories() {
    return mirror.directories();
  }

  void countRead() {
    mirror.countRead();
  }

  void reportDamage() {
    mirror.reportDamage(repository);
  }

  /** Gives it back; once is enough. */
  void release() {
    release.run();
  }

  /** Gives it back when the owner becomes garbage, in case nobody closes it. */
  void releaseWith(Object owner) {
    CLEANER.register(owner, release);
  }

  private static final class Once implements Runnable {

    private final AtomicBoolean released = new AtomicBoolean();
    private final Mirror mirror;

    Once(Mirror mirror) {
      this.mirror = mirror;
    }

    @Override
    public void run() {
      if (released.compareAndSet(false, true)) {
        mirror.released();
      }
    }
  }
}
