package dev.plumbline.gitpoller.poll;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.contracts.resources.Application;
import dev.plumbline.gitpoller.Applications;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PollsTest {

  private static final String URL = "https://git.example.com/org/repo.git";

  @Test
  void applicationsOnOneRepositoryAreOneTargetHoweverTheyWriteIt() {
    // when
    Map<Target, Poll> polls =
        gather(
            Applications.of("a", URL),
            Applications.of("b", "https://GIT.example.com/org/repo"),
            Applications.of("c", URL + "/"));

    // then
    assertThat(polls.keySet())
        .containsExactly(new Target("git.example.com/org/repo", true, null, null));
  }

  @Test
  void otherCredentialsAndAnotherTransportAreOtherTargets() {
    assertThat(
            gather(
                Applications.of("a", URL),
                Applications.of("ns", "b", URL, "creds", null),
                Applications.of("ns2", "c", URL, "creds", null),
                Applications.of("ns", "d", "git@git.example.com:org/repo.git", "creds", null)))
        .hasSize(4);
  }

  @Test
  void theShortestIntervalThatAnApplicationAsksForCounts() {
    // when
    Map<Target, Poll> polls =
        gather(
            Applications.of("ns", "a", URL, null, "30s"),
            Applications.of("ns", "b", URL, null, "10m"),
            Applications.of("ns", "c", "https://git.example.com/org/slow", null, "10m"),
            Applications.of("ns", "d", "https://git.example.com/org/odd", null, "soon"),
            Applications.of("ns", "e", "https://git.example.com/org/mad", null, "1ms"));

    // then
    assertThat(polls.values())
        .extracting(Poll::interval)
        .containsExactly(
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofSeconds(5));
  }

  @Test
  void anApplicationWhoseUrlIsNotOneIsLeftOut() {
    assertThat(gather(Applications.of("a", "%%"), Applications.of("b", ""))).isEmpty();
  }

  private static Map<Target, Poll> gather(Application... applications) {
    return Polls.of(List.of(applications), Duration.ofSeconds(60), Duration.ofSeconds(5));
  }
}
