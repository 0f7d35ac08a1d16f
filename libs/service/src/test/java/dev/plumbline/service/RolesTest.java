package dev.plumbline.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RolesTest {

  @Test
  void everyServiceRunsUnlessRolesAreNamed() {
    Roles roles = new Roles(TestConfig.of());

    assertThat(Roles.ALL).hasSize(6).allMatch(roles::has);
  }

  @Test
  void onlyTheServicesThatAreNamedRun() {
    Roles roles = new Roles(TestConfig.of("plumbline.roles", "applier,notifier"));

    assertThat(Roles.ALL.stream().filter(roles::has)).containsOnly("applier", "notifier");
  }

  @Test
  void aRoleThatDoesNotExistIsNamedTogetherWithThoseThatDo() {
    assertThatThrownBy(() -> new Roles(TestConfig.of("plumbline.roles", "applier,aplier")))
        .hasMessageContaining("'aplier'")
        .hasMessageContaining("drift-detector");
  }
}
