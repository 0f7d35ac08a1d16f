package dev.plumbline.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.contracts.resources.FollowedResources;
import dev.plumbline.contracts.resources.ResourceKind;
import io.quarkus.runtime.StartupEvent;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CustomResourcesTest extends SandboxTest {

  private static final Duration LONG = Duration.ofSeconds(30);

  private final CustomResources resources =
      new CustomResources(
          kubernetes, new Roles(TestConfig.of("plumbline.roles", "webhook-ingest,git-poller")));

  @AfterEach
  void stop() {
    resources.stop();
  }

  /** The other definitions are not even installed: who watched them would never be ready. */
  @Test
  void isReadyOnceWhatTheServicesOfThisProcessFollowIsListed() throws IOException {
    installDefinition(ResourceKind.APPLICATION);
    installDefinition(ResourceKind.WEBHOOK_SOURCE);

    resources.start(new StartupEvent());

    assertThat(resources.synced().toCompletableFuture()).succeedsWithin(LONG);
    assertThat(resources.applications().all()).isEmpty();
    assertThat(resources.webhookSources().all()).isEmpty();
  }

  @Test
  void whatNoServiceHereFollowsCannotBeAskedFor() {
    assertThatThrownBy(resources::projects)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Project");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "aplier"})
  void aServiceThatDoesNotExistFollowsNothingThatIsKnown(String service) {
    assertThatThrownBy(() -> FollowedResources.of(service))
        .hasMessageContaining("'" + service + "'");
  }

  @Test
  void everyServiceFollowsSomething() {
    assertThat(Roles.ALL).allSatisfy(role -> assertThat(FollowedResources.of(role)).isNotEmpty());
  }
}
