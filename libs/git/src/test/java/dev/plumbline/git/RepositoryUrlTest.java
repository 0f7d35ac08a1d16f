package dev.plumbline.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RepositoryUrlTest {

  /** Folding letter case on any server could make two repositories one: only the host is folded. */
  private static final String MATCHES_BUT_FOR_CASE = "matches aren't case-sensitive";

  @TestFactory
  Stream<DynamicTest> webhookUrlsMatchConfiguredUrls() throws IOException {
    JsonNode cases;
    try (InputStream json = getClass().getResourceAsStream("/webhooks/url-match-cases.json")) {
      cases = new ObjectMapper().readTree(json);
    }
    assertThat(cases).hasSize(29);
    return StreamSupport.stream(cases.spliterator(), false)
        .map(c -> DynamicTest.dynamicTest(c.get("note").asText(), () -> assertMatching(c)));
  }

  private static void assertMatching(JsonNode c) {
    String payload = identity(c.get("payloadUrl").asText());
    String configured = identity(c.get("configuredRepoUrl").asText());
    if (c.get("note").asText().equals(MATCHES_BUT_FOR_CASE)) {
      assertThat(configured).isNotEqualTo(payload).isEqualToIgnoringCase(payload);
      return;
    }
    assertThat(!payload.isEmpty() && payload.equals(configured))
        .as("%s and %s", payload, configured)
        .isEqualTo(c.get("match").asBoolean());
  }

  private static String identity(String url) {
    try {
      return RepositoryUrl.parse(url).id();
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  @ParameterizedTest
  @CsvSource({
    "https://GitHub.com/Org/Repo.git, github.com/org/repo",
    "https://git.example.com/Org/Repo.git/, git.example.com/Org/Repo",
    "https://git.example.com:8443/org/repo, git.example.com:8443/org/repo",
    "http://git.example.com:80//org//repo, git.example.com/org/repo",
    "git@gitlab.com:Group/Sub/Repo.git, gitlab.com/group/sub/repo",
    "ssh://git@ssh.github.com:443/org/repo.git, github.com/org/repo",
    "ssh://git@git.example.com:2222/org/repo, git.example.com:2222/org/repo",
    "https://bitbucket.example.com/scm/~ada/repo.git, bitbucket.example.com/~ada/repo",
    "https://dev.azure.com/org/My%20Project/_git/Repo, dev.azure.com/org/my%20project/_git/repo",
    "https://org.visualstudio.com/DefaultCollection/proj/_git/repo,"
        + " dev.azure.com/org/proj/_git/repo",
    "https://dev.azure.com/org/_git/repo, dev.azure.com/org/repo/_git/repo",
    "file:///srv/git/repo.git/, file:/srv/git/repo.git",
    "/srv/git/repo, file:/srv/git/repo",
    "https://[2001:db8::1]:8443/repo, [2001:db8::1]:8443/repo",
  })
  void namesTheRepositoryOnce(String url, String id) {
    assertThat(RepositoryUrl.parse(url).id()).isEqualTo(id);
  }

  @ParameterizedTest
  @CsvSource({
    "git@example.com:org/repo.git, git@example.com:org/repo.git",
    "git@example.com:2222:org/repo.git, ssh://git@example.com:2222/org/repo.git",
    "ssh://git@example.com:22/~ada/repo, ssh://git@example.com/~ada/repo",
    "https://user:secret@example.com/org/repo, https://example.com/org/repo",
    "codecommit::eu-west-1://prod@repo,"
        + " https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/repo",
    "/srv/git/repo, file:///srv/git/repo",
  })
  void givesGitAUrlThatItUnderstands(String url, String transport) {
    assertThat(RepositoryUrl.parse(url).transport()).isEqualTo(transport);
  }

  @ParameterizedTest
  @CsvSource({
    "'', empty",
    "org/repo, expected https://",
    "https://example.com, no repository",
    "https://example.com/, no repository",
    "https:///repo, no valid host",
    "https://exa mple.com/repo, space",
    "https://example.com/repo?ref=main, no query",
    "https://example.com/repo#main, no fragment",
    "https://example.com/a/../b, segments",
    "https://example.com:99999/repo, port 99999",
    "ftp://example.com/repo, scheme ftp",
    "ext::sh -c id, space",
    "ssh://-oProxyCommand=id@example.com/repo, must not",
    "ssh://-oProxyCommand=id/repo, no valid host",
    "git@example.com:-repo, must not start",
    "file://host/repo, three slashes",
    "file:///srv/../etc, segments",
  })
  void saysWhatIsWrong(String url, String why) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RepositoryUrl.parse(url))
        .withMessageContaining(why);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://ada:hunter2@example.com/org/repo",
        "https://ada:hunter2@example.com/a/../b",
        "ftp://ada:hunter2@example.com/repo",
        "ssh://ada:hunter2@example.com/repo"
      })
  void neverShowsUserInformation(String url) {
    String shown;
    try {
      shown = RepositoryUrl.parse(url).toString();
    } catch (IllegalArgumentException e) {
      shown = e.getMessage();
    }

    assertThat(shown).contains("example.com").doesNotContain("hunter2", "ada");
  }

  @Test
  void usesThePasswordOfTheUrlOnlyWhenThereAreNoOtherCredentials() {
    RepositoryUrl url = RepositoryUrl.parse("https://ada:p%40ss@example.com/org/repo");
    Credentials other = new Credentials.Bearer("token");

    assertThat(url.effective(Credentials.none())).isEqualTo(new Credentials.Basic("ada", "p@ss"));
    assertThat(url.effective(other)).isSameAs(other);
  }

  @ParameterizedTest
  @CsvSource({
    "https://git.example.com/a/b.git, https://GIT.example.com:443/c, true",
    "https://git.example.com/a/b, http://git.example.com/a/b, false",
    "https://git.example.com/a/b, https://git.example.com:8443/a/b, false",
    "https://git.example.com/a/b, https://git.example.com.evil.com/a/b, false",
    "https://git.example.com/a/b, https://git.example.com@evil.com/a/b, false",
    "git@git.example.com:a/b, ssh://git@git.example.com/c, true",
    "git@git.example.com:a/b, ssh://root@git.example.com/c, false",
    "/srv/a, /srv/a, false",
  })
  void credentialsAreForOneServer(String one, String other, boolean same) {
    assertThat(RepositoryUrl.parse(one).isOnSameServerAs(RepositoryUrl.parse(other)))
        .isEqualTo(same);
  }

  @Test
  void namesTheBulkheadByHost() {
    assertThat(RepositoryUrl.parse("https://Git.Example.com:8443/x").host())
        .isEqualTo("git.example.com");
    assertThat(RepositoryUrl.parse("/srv/x").host()).isEqualTo("file");
    assertThat(RepositoryUrl.parse("/srv/x").isLocal()).isTrue();
  }
}
