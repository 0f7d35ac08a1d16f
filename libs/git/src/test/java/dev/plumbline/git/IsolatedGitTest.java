package dev.plumbline.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IsolatedGitTest {

  @TempDir Path home;

  @BeforeEach
  void isolate() {
    IsolatedGit.ensure();
  }

  @Test
  void doesNotReadTheUsersConfiguration() throws Exception {
    Path file = Files.writeString(home.resolve(".gitconfig"), "[http]\n\tsslVerify = false\n");
    FS fs = FS.DETECTED.newInstance();
    fs.setUserHome(home.toFile());

    FileBasedConfig config = SystemReader.getInstance().openUserConfig(null, fs);
    config.load();

    assertThat(config.getBoolean("http", "sslVerify", true)).isTrue();
    assertThat(config.getInt("http", "maxRedirects", -1)).isEqualTo(3);
    assertThat(file).exists();
  }

  @Test
  void writesNothingToTheHomeDirectory() throws Exception {
    FS fs = FS.DETECTED.newInstance();
    fs.setUserHome(home.toFile());

    FileBasedConfig config = SystemReader.getInstance().openJGitConfig(null, fs);
    config.setString("a", null, "b", "c");
    config.save();

    assertThat(home).isEmptyDirectory();
  }
}
