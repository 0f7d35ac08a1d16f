package dev.plumbline.kustomize.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.plumbline.kustomize.differential.Differential.Outcome;
import dev.plumbline.kustomize.differential.Differential.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Every folder of every repository in a directory, beside the official tool. */
@EnabledIfSystemProperty(named = "kustomize.repositories", matches = ".+")
class DifferentialTest {

  private static final List<String> COMMAND =
      Arrays.asList(System.getProperty("kustomize.command", "kustomize build").split(" "));

  @TestFactory
  Stream<DynamicTest> buildsWhatTheToolBuilds() throws IOException {
    Path repositories = Path.of(System.getProperty("kustomize.repositories"));
    try (Stream<Path> directories = Files.list(repositories)) {
      List<Path> sorted = directories.filter(Files::isDirectory).sorted().toList();
      return sorted.stream()
          .map(each -> dynamicTest(each.getFileName().toString(), () -> check(each)));
    }
  }

  private static void check(Path named) throws IOException, InterruptedException {
    // given
    Path repository = named.toRealPath();

    // when
    List<Outcome> outcomes = new Differential(repository, COMMAND).run();

    // then
    assertThat(outcomes).as("folders with a kustomization in %s", repository).isNotEmpty();
    Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
    outcomes.forEach(outcome -> counts.merge(outcome.verdict(), 1, Integer::sum));
    long tool = outcomes.stream().mapToLong(Outcome::toolNanos).sum() / 1_000_000;
    long own = outcomes.stream().mapToLong(Outcome::ownNanos).sum() / 1_000_000;
    System.out.println(
        repository.getFileName() + " " + counts + ", tool " + tool + " ms, here " + own + " ms");
    assertThat(outcomes)
        .filteredOn(
            outcome -> outcome.verdict() != Verdict.EQUAL && outcome.verdict() != Verdict.BOTH_FAIL)
        .isEmpty();
  }
}
