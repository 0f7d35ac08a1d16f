package dev.plumbline.git;

import java.nio.file.Path;
import org.eclipse.jgit.lib.ProgressMonitor;

/**
 * Stops a fetch at its deadline, and when what it writes exceeds its budget, whatever the
 * transport. Measures the disk only now and then.
 */
final class FetchGuard implements ProgressMonitor {

  private static final int CALLS_BETWEEN_MEASURES = 512;

  private final Deadline deadline;
  private final Path directory;
  private final long maxBytes;
  private int calls;
  private boolean tooLarge;

  FetchGuard(Deadline deadline, Path directory, long maxBytes) {
    this.deadline = deadline;
    this.directory = directory;
    this.maxBytes = maxBytes;
  }

  /** Whether the mirror grew beyond its budget. */
  boolean isTooLarge() {
    return tooLarge;
  }

  @Override
  public boolean isCancelled() {
    if (!tooLarge && ++calls % CALLS_BETWEEN_MEASURES == 0) {
      tooLarge = MirrorStore.bytes(directory) > maxBytes;
    }
    return tooLarge || deadline.isOver();
  }

  @Override
  public void start(int totalTasks) {}

  @Override
  public void beginTask(String title, int totalWork) {}

  @Override
  public void update(int completed) {}

  @Override
  public void endTask() {}

  @Override
  public void showDuration(boolean enabled) {}
}
