package dev.plumbline.git;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.ConfigConstants;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/**
 * Makes JGit deaf to the machine it runs on: no {@code ~/.gitconfig}, no system configuration, no
 * {@code GIT_*} variables, nothing written to a home directory. JGit has one such setting for the
 * JVM, so it is made once, before the first use.
 */
final class IsolatedGit extends SystemReader.Delegate {

  private static final int MAX_REDIRECTS = 3;
  private static final Duration TIME_RESOLUTION = Duration.ofMillis(20);

  static {
    SystemReader.setInstance(new IsolatedGit(SystemReader.getInstance()));
  }

  private IsolatedGit(SystemReader system) {
    super(system);
  }

  /** Returns once JGit is isolated. */
  static void ensure() {
    // Loading the class did it.
  }

  @Override
  public @Nullable String getenv(String variable) {
    boolean changesGit = variable.startsWith("GIT_") || variable.startsWith("XDG_");
    return changesGit ? null : super.getenv(variable);
  }

  @Override
  public FileBasedConfig openSystemConfig(@Nullable Config parent, FS fs) {
    return new FixedConfig(parent, fs);
  }

  @Override
  public FileBasedConfig openUserConfig(@Nullable Config parent, FS fs) {
    FixedConfig config = new FixedConfig(parent, fs);
    config.setInt("http", null, "maxRedirects", MAX_REDIRECTS);
    return config;
  }

  @Override
  public FileBasedConfig openJGitConfig(@Nullable Config parent, FS fs) {
    return new FixedConfig(parent, fs);
  }

  /** Is not read from and not written to any file. */
  private static final class FixedConfig extends FileBasedConfig {

    FixedConfig(@Nullable Config parent, FS fs) {
      super(parent, null, fs);
    }

    @Override
    public void load() throws IOException, ConfigInvalidException {}

    @Override
    public void save() throws IOException {}

    @Override
    public boolean isOutdated() {
      return false;
    }

    /**
     * JGit would measure how fine the times of a file system are at its first use, for some
     * seconds, and keep that in the home directory. Nobody but this process writes to what it
     * reads, so it is enough to take times for coarser than they are.
     */
    @Override
    public long getTimeUnit(
        String section, @Nullable String subsection, String name, long unset, TimeUnit unit) {
      return section.equals(ConfigConstants.CONFIG_FILESYSTEM_SECTION)
          ? unit.convert(TIME_RESOLUTION)
          : super.getTimeUnit(section, subsection, name, unset, unit);
    }
  }
}
