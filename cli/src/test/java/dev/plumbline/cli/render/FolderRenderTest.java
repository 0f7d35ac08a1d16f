package dev.plumbline.cli.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.git.FileEntry;
import dev.plumbline.git.FileTree;
import dev.plumbline.git.GitException;
import dev.plumbline.kustomize.KustomizeOptions;
import dev.plumbline.rendering.Renderers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FolderRenderTest {

  static Stream<RuntimeException> failures() {
    return Stream.of(
        new GitException(GitException.Reason.TOO_LARGE, "app.yaml is too large"),
        new IllegalStateException("app.yaml is odd"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void whatFailsInOneFolderIsSaidOfThatFolderOnly(
      RuntimeException failure, @TempDir Path repository) throws IOException {
    Files.createDirectory(repository.resolve(".git"));
    FolderRender render =
        new FolderRender(
            KustomizeOptions.DEFAULT,
            false,
            new ChangeOptions(),
            new SourceRender(
                new Renderers(List.of()),
                new OutsideAnswers(RemoteBases.refused(), null, false, new ChangeOptions())),
            new ConcurrentHashMap<>(Map.of(repository.toRealPath(), failing(failure))));

    RenderedFolder rendered = render.render(repository.toString());

    assertThat(rendered.yaml()).isEmpty();
    assertThat(rendered.errors())
        .singleElement()
        .asString()
        .startsWith(repository + ": ")
        .contains(String.valueOf(failure.getMessage()));
  }

  private static FileTree failing(RuntimeException failure) {
    return new FileTree() {
      @Override
      public Optional<FileEntry> lookup(String path) {
        throw failure;
      }

      @Override
      public List<FileEntry> list(String directory) {
        throw failure;
      }

      @Override
      public byte[] read(String path) {
        throw failure;
      }
    };
  }
}
