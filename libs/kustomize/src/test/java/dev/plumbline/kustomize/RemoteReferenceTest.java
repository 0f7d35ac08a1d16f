package dev.plumbline.kustomize;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteReferenceTest {

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      textBlock =
          """
          https://host.example/org/repo                    | https://host.example/org/repo                 | none       | none | host.example
          https://host.example/org/repo/a/b?ref=x          | https://host.example/org/repo                 | a/b        | x    | host.example
          https://host.example:8443/org/repo               | https://host.example:8443/org/repo            | none       | none | host.example
          HTTPS://host.example/org/repo                    | https://host.example/org/repo                 | none       | none | host.example
          https://host.example/a/b/c/repo//d/e?ref=x       | https://host.example/a/b/c/repo               | d/e        | x    | host.example
          https://host.example/a/b/c/repo.git/d/e          | https://host.example/a/b/c/repo.git           | d/e        | none | host.example
          https://host.example/scm/project/repo.git        | https://host.example/scm/project/repo.git     | none       | none | host.example
          https://host.example/org/repo/?ref=in_git/name   | https://host.example/org/repo                 | none       | in_git/name | host.example
          https://host.example/org/repo/?ref=in.git/name   | https://host.example/org/repo                 | none       | in.git/name | host.example
          https://host.example/org/repo/%-no-escape        | https://host.example/org/repo                 | %-no-escape | none | host.example
          https://me@host.example/org/repo.git//p          | https://me@host.example/org/repo.git          | p          | none | host.example
          git::https://host.example/org/repo//p            | https://host.example/org/repo                 | p          | none | host.example
          http://github.com/org/repo/p                     | https://github.com/org/repo                   | p          | none | github.com
          github.com/org/repo/p?ref=v1.0                   | https://github.com/org/repo                   | p          | v1.0 | github.com
          GitHub.com/org/repo                              | https://github.com/org/repo                   | none       | none | github.com
          github.com:org/repo.git//p                       | https://github.com/org/repo.git               | p          | none | github.com
          git::github.com/org/repo                         | https://github.com/org/repo                   | none       | none | github.com
          https://github.com/org/repo//p/q/?version=v1     | https://github.com/org/repo                   | p/q/       | v1   | github.com
          git@github.com:org/repo/p                        | git@github.com:org/repo                       | p          | none | github.com
          git@github.com/org/repo/p                        | git@github.com:org/repo                       | p          | none | github.com
          ssh://git@github.com/org/repo//p?ref=v1          | git@github.com:org/repo                       | p          | v1   | github.com
          ssh://org-1@github.com/org/repo                  | org-1@github.com:org/repo                     | none       | none | github.com
          ssh://git@ssh.github.com:443/me/repo.git         | ssh://git@ssh.github.com:443/me/repo.git      | none       | none | ssh.github.com
          git@host.example:org/repo.git//p?ref=b           | git@host.example:org/repo.git                 | p          | b    | host.example
          git@host.example/org/repo.git//p?ref=b           | git@host.example/org/repo.git                 | p          | b    | host.example
          git@host.example/user:name/repo.git/p            | git@host.example/user:name/repo.git           | p          | none | host.example
          git@host.example:one.git                         | git@host.example:one.git                      | none       | none | host.example
          ssh://host.example/org/repo/p                    | ssh://host.example/org/repo                   | p          | none | host.example
          ssh://me@host.example/a/b/c//p                   | ssh://me@host.example/a/b/c                   | p          | none | host.example
          https://me@dev.azure.com/o/p/_git/repo/a/b       | https://me@dev.azure.com/o/p/_git/repo        | a/b        | none | dev.azure.com
          https://me@dev.azure.com/o/p/_git/repo//a/b      | https://me@dev.azure.com/o/p/_git/repo        | a/b        | none | dev.azure.com
          https://o.visualstudio.com/p/_git/repo?version=v | https://o.visualstudio.com/p/_git/repo        | none       | v    | o.visualstudio.com
          file:///a/b/c/repo?ref=x                         | file:///a/b/c/repo                            | none       | x    | none
          file://a/b/repo.git/p?ref=x                      | file://a/b/repo.git                           | p          | x    | none
          file://git@home/path/repo.git//p                 | file://git@home/path/repo.git                 | p          | none | none
          """,
      delimiter = '|')
  void isSplitAsTheOriginalDoes(
      String written, String repository, String path, String ref, String host) {
    // when
    RemoteReference reference = RemoteReference.parse(written).orElseThrow();

    // then
    assertThat(reference.repository()).isEqualTo(repository);
    assertThat(reference.path()).isEqualTo(path == null ? "" : path);
    assertThat(reference.ref()).isEqualTo(ref == null ? "" : ref);
    assertThat(reference.host()).isEqualTo(host == null ? "" : host);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "base",
        "../../base",
        "/absolute/path",
        "github.example/org/repo",
        "host.example/org/repo.git//p",
        "htxxtp://github.com/org/repo",
        "gh:org/repo",
        "git::base",
        "https://host.example",
        "https://host.example?ref=group/version/minor",
        "https://host.example/only-one",
        "github.com",
        "github.com/org",
        "https://github.com/org?ref=x",
        "https://host.example/org/repo//../escape",
        "https://host.example/org/repo/a/../../escape",
        "git+ssh://git@host.example/org/repo",
        "git@ssh://host.example",
        "https://"
      })
  void otherPathsAreNotRemote(String written) {
    assertThat(RemoteReference.parse(written)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'', 27, true",
    "?timeout=61, 61, true",
    "?timeout=%2B61, 61, true",
    "?timeout=1m1s, 61, true",
    "?timeout=1.5h, 5400, true",
    "?timeout=120000ms, 120, true",
    "?timeout=0, 27, true",
    "?timeout=0s, 27, true",
    "?timeout=-1s, 27, true",
    "?timeout=jiffy, 27, true",
    "?timeout=, 27, true",
    "?submodules=false, 27, false",
    "?submodules=F, 27, false",
    "?submodules=0&timeout=9, 9, false",
    "?submodules=no, 27, true",
    "?submodules=false&submodules=true, 27, false",
    "?submodules=false;timeout=9, 27, true",
    "?submodules=false&ref=%zz, 27, true"
  })
  void asksForTimeAndSubmodules(String query, int seconds, boolean submodules) {
    // when
    RemoteReference reference =
        RemoteReference.parse("https://host.example/org/repo" + query).orElseThrow();

    // then
    assertThat(reference.timeout()).isEqualTo(Duration.ofSeconds(seconds));
    assertThat(reference.submodules()).isEqualTo(submodules);
  }

  @ParameterizedTest
  @CsvSource({
    "ref=v1, v1",
    "version=v1, v1",
    "version=v1&ref=v2, v2",
    "ref=&version=v1, v1",
    "ref=a%2Fb, a/b",
    "ref=a+b, a b",
    "Ref=v1, ''"
  })
  void asksForARef(String query, String ref) {
    assertThat(RemoteReference.parse("https://host.example/org/repo?" + query))
        .get()
        .extracting(RemoteReference::ref)
        .isEqualTo(ref);
  }

  @ParameterizedTest
  @CsvSource({
    "https://me:secret@host.example/org/repo, https://me@host.example/org/repo",
    "https://:token@host.example/org/repo, https://@host.example/org/repo",
    "https://host.example/org/repo, https://host.example/org/repo",
    "git@host.example:org/repo, git@host.example:org/repo"
  })
  void showsNoPassword(String written, String shown) {
    assertThat(RemoteReference.parse(written).orElseThrow().display()).isEqualTo(shown);
  }
}
