package dev.plumbline.cli.up;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.testkit.GitWorkspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleRepositoryTest {

  @TempDir private Path folder;

  @Test
  void hasAFolderForEachApplicationAndIsLeftAloneOnceMade() throws IOException {
    SampleRepository.create(folder);
    Path clone = folder.resolve("clone");
    try (GitWorkspace workspace = GitWorkspace.clone(folder.resolve("sample.git").toUri(), clone)) {
      for (String application : SampleRepository.APPLICATIONS) {
        assertThat(clone.resolve("apps/" + application + "/deployment.yaml")).exists();
      }
      workspace.write("apps/greeter/extra.yaml", "# mine\n").push("Add mine");
    }

    SampleRepository.create(folder);

    try (GitWorkspace again =
        GitWorkspace.clone(folder.resolve("sample.git").toUri(), folder.resolve("again"))) {
      assertThat(Files.readString(folder.resolve("again/apps/greeter/extra.yaml")))
          .isEqualTo("# mine\n");
    }
  }
}
