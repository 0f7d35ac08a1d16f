package dev.plumbline.webhookingest.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RepositoryGlobsTest {

  @ParameterizedTest
  @CsvSource({
    "github.com/org/repo, github.com/org/repo, true",
    "github.com/Org/Repo, github.com/org/repo, true",
    "github.com/org/*, github.com/org/repo, true",
    "github.com/org/*, github.com/org/, true",
    "github.com/org/*, github.com/org/a/b, false",
    "github.com/org/**, github.com/org/a/b, true",
    "github.com/*/deploy-*, github.com/any/deploy-prod, true",
    "github.com/*/deploy-*, github.com/any/app, false",
    "*, gitlab.com/a/b/c, true",
    "**, gitlab.com/a/b/c, true",
    "github.com/or?/x, github.com/org/x, true",
    "github.com?org, github.com/org, false",
    "github.com/org, github.com/org/repo, false",
    "github.com.*, githubxcom/org, false"
  })
  void aGlobMatchesWholeIdentities(String glob, String repository, boolean permitted) {
    assertThat(new RepositoryGlobs(List.of(glob)).permit(repository)).isEqualTo(permitted);
  }

  @Test
  void withoutGlobsEveryRepositoryIsPermitted() {
    assertThat(new RepositoryGlobs(List.of()).permit("github.com/a/b")).isTrue();
  }

  @Test
  void aGlobMadeToBeSlowIsNot() {
    assertThat(new RepositoryGlobs(List.of("*a".repeat(1_000) + "b")).permit("a".repeat(2_000)))
        .isFalse();
  }
}
