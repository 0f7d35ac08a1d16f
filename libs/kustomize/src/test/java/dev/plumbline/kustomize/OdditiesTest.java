package dev.plumbline.kustomize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.plumbline.git.DirectoryTree;
import dev.plumbline.git.TreeLimits;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Folders that are written oddly; what is expected of each is what Kustomize 5.6.0 prints. */
class OdditiesTest {

  private static final String EXPECTED = "expected.yaml";

  @TestFactory
  Stream<DynamicTest> buildsAsTheOriginal() throws IOException, URISyntaxException {
    Path cases = Path.of(OdditiesTest.class.getResource("oddities").toURI());
    try (Stream<Path> folders = Files.list(cases)) {
      List<Path> sorted = folders.sorted().toList();
      assertThat(sorted).isNotEmpty();
      return sorted.stream()
          .map(each -> dynamicTest(each.getFileName().toString(), () -> check(cases, each)));
    }
  }

  private static void check(Path cases, Path folder) throws IOException {
    // when
    byte[] built =
        Kustomize.build(
                new DirectoryTree(cases, TreeLimits.DEFAULT),
                folder.getFileName().toString(),
                KustomizeOptions.DEFAULT)
            .toYaml();

    // then
    assertThat(new String(built, StandardCharsets.UTF_8))
        .isEqualTo(Files.readString(folder.resolve(EXPECTED)));
  }
}
