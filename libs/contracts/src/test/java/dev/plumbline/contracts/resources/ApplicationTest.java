package dev.plumbline.contracts.resources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.resources.Application.Backoff;
import dev.plumbline.contracts.resources.Application.Retry;
import dev.plumbline.contracts.resources.Application.SyncPolicy;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApplicationTest {

  @Test
  void nothingHappensByItselfUnlessAskedFor() throws IOException {
    Application.Spec spec = spec("{\"source\":{\"repoURL\":\"u\"},\"destination\":{}}");

    SyncPolicy policy = spec.syncPolicyOrDefault();
    assertThat(policy.automatic()).isFalse();
    assertThat(policy.selfHeals()).isFalse();
    assertThat(policy.prunes()).isFalse();
    assertThat(spec.allSources())
        .singleElement()
        .extracting(Application.Source::targetRevisionOrDefault)
        .isEqualTo("HEAD");
    assertThat(spec.destination().cluster()).isEqualTo("in-cluster");
    assertThat(spec.projectOrDefault()).isEqualTo("default");
  }

  @Test
  void selfHealNeedsAutomation() throws IOException {
    Application.Spec spec =
        spec(
            "{\"source\":{\"repoURL\":\"u\"},\"destination\":{},\"syncPolicy\":{\"automated\":"
                + "{\"enabled\":false,\"selfHeal\":true}}}");

    assertThat(spec.syncPolicyOrDefault().selfHeals()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"apps/web,apps/web", "./apps/,apps", "/,''", ".,''", "'',''", "/abs,abs"})
  void pathsAreRelativeToTheRoot(String written, String read) {
    assertThat(new Application.Source("u", null, written, null, null).pathOrRoot()).isEqualTo(read);
  }

  @Test
  void retriesBackOffUpToTheLongestDelayAndEndAtTheLimit() {
    Retry retry = new Retry(3, new Backoff("1s", 2, "5s"));

    assertThat(retry.delayAfter(1)).isEqualTo(Duration.ofSeconds(1));
    assertThat(retry.delayAfter(3)).isEqualTo(Duration.ofSeconds(4));
    assertThat(retry.delayAfter(60)).isEqualTo(Duration.ofSeconds(5));
    assertThat(retry.permits(3)).isTrue();
    assertThat(retry.permits(4)).isFalse();
    assertThat(Retry.DEFAULT.permits(1_000_000)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"90s,PT1M30S", "1h30m,PT1H30M", "500ms,PT0.5S"})
  void durationsAreReadAsPeopleWriteThem(String written, Duration read) {
    assertThat(Durations.parse(written)).isEqualTo(read);
  }

  @ParameterizedTest
  @CsvSource({"''", "10", "m", "10m!", "1d", "-5s"})
  void aBadDurationSaysWhatWasExpected(String written) {
    assertThatThrownBy(() -> Durations.parse(written)).hasMessageContaining("is not a duration");
  }

  private static Application.Spec spec(String json) throws IOException {
    return Json.mapper().readValue(json, Application.Spec.class);
  }
}
