package dev.plumbline.rendering.kustomize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import dev.plumbline.manifests.Place;
import dev.plumbline.manifests.RenderException;
import dev.plumbline.manifests.RenderFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OverridesTest {

  static Stream<String> cases() throws IOException {
    return OverridesCase.names();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void changesAFolderAsTheApplicationSays(String name) throws IOException {
    // given
    OverridesCase given = OverridesCase.of(name);

    // when
    String actual;
    boolean failed = false;
    try {
      actual = given.render();
    } catch (RenderException e) {
      failed = true;
      actual = show(e.failure());
    }

    // then
    Path expected = given.folder().resolve(failed ? "error.txt" : "out.yaml");
    assertThat(given.folder().resolve(failed ? "out.yaml" : "error.txt")).doesNotExist();
    if (!Files.exists(expected) && "write".equals(System.getProperty("golden"))) {
      Files.writeString(expected, actual);
      fail("wrote " + expected + ": read it, then run again");
    }
    assertThat(actual).isEqualTo(Files.readString(expected));
  }

  private static String show(RenderFailure failure) {
    return failure.reason()
        + ": "
        + failure.message()
        + "\n"
        + failure.errors().stream()
            .map(
                e ->
                    "  "
                        + new Place(e.file(), e.line())
                        + (e.field() == null ? "" : " [" + e.field() + "]")
                        + "\n")
            .collect(Collectors.joining());
  }
}
