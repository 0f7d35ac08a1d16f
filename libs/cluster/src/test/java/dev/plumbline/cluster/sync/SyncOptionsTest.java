package dev.plumbline.cluster.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.cluster.Propagation;
import dev.plumbline.cluster.sync.SyncOptions.Consent;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SyncOptionsTest {

  @Test
  void nothingIsAskedWhereNothingIsSaid() {
    // when
    SyncOptions options = SyncOptions.of(List.of("", "  "));

    // then
    assertThat(options).isEqualTo(SyncOptions.NONE);
    assertThat(options.prune()).isEmpty();
    assertThat(options.delete()).isEmpty();
    assertThat(options.propagation()).isEmpty();
    assertThat(options.validate()).isTrue();
    assertThat(options.pruneLast()).isFalse();
    assertThat(options.replace()).isFalse();
    assertThat(options.force()).isFalse();
    assertThat(options.createNamespace()).isFalse();
    assertThat(options.respectIgnoreDifferences()).isFalse();
    assertThat(options.lasting()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"true, YES", "false, NO", "confirm, CONFIRM"})
  void deletionMayAskForConsent(String value, Consent consent) {
    // when
    SyncOptions options = SyncOptions.of(List.of("Prune=" + value, "Delete = " + value));

    // then
    assertThat(options.prune()).contains(consent);
    assertThat(options.delete()).contains(consent);
  }

  @ParameterizedTest
  @CsvSource({"foreground, FOREGROUND", "background, BACKGROUND", "orphan, ORPHAN"})
  void dependentsFollowThePolicy(String value, Propagation propagation) {
    assertThat(SyncOptions.of(List.of("PrunePropagationPolicy=" + value)).propagation())
        .contains(propagation);
  }

  @Test
  void eachSwitchIsRead() {
    // when
    SyncOptions options =
        SyncOptions.of(
            List.of(
                "PruneLast=true",
                "Replace=true",
                "Force=true",
                "Validate=false",
                "CreateNamespace=true",
                "RespectIgnoreDifferences=true"));

    // then
    assertThat(options.pruneLast()).isTrue();
    assertThat(options.replace()).isTrue();
    assertThat(options.force()).isTrue();
    assertThat(options.validate()).isFalse();
    assertThat(options.createNamespace()).isTrue();
    assertThat(options.respectIgnoreDifferences()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SkipDryRunOnMissingResource=true",
        "ApplyOutOfSyncOnly=true",
        "FailOnSharedResource=true",
        "ServerSideApply=true",
        "ServerSideApply=false",
        "ClientSideApplyMigration=false"
      })
  void whatPlumblineDoesAnywayIsAccepted(String option) {
    assertThat(SyncOptions.of(List.of(option)).lasting()).isEmpty();
  }

  @Test
  void whatIsSaidFirstGoesBefore() {
    // given
    SyncOptions object = SyncOptions.of(List.of("Prune=false"));
    SyncOptions application = SyncOptions.of(List.of("Prune=confirm", "PruneLast=true"));

    // when
    SyncOptions both = object.over(application);

    // then
    assertThat(both.prune()).contains(Consent.NO);
    assertThat(both.pruneLast()).isTrue();
    assertThat(both).isEqualTo(SyncOptions.of(List.of("PruneLast=true", "Prune=false")));
    assertThat(both).hasSameHashCodeAs(SyncOptions.of(List.of("PruneLast=true", "Prune=false")));
  }

  @Test
  void whatConcernsDeletionOutlivesTheManifest() {
    // given
    SyncOptions options =
        SyncOptions.of(
            List.of(
                "Replace=true",
                "PruneLast=true",
                "Prune=confirm",
                "PrunePropagationPolicy=orphan",
                "Delete=false"));

    // when
    List<String> lasting = options.lasting();

    // then
    assertThat(lasting)
        .containsExactly(
            "Delete=false", "Prune=confirm", "PruneLast=true", "PrunePropagationPolicy=orphan");
    assertThat(SyncOptions.of(lasting).lasting()).isEqualTo(lasting);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Prunes=true | one of [ApplyOutOfSyncOnly, ClientSideApplyMigration, CreateNamespace,",
        "prune=true | one of [ApplyOutOfSyncOnly,",
        "PruneLast=confirm | PruneLast=false or true",
        "PrunePropagationPolicy=Foreground | PrunePropagationPolicy=background or foreground or",
        "Validate | Validate=false or true",
      })
  void anOptionThatIsNoneIsRefused(String option, String expected) {
    assertThatThrownBy(() -> SyncOptions.of(List.of(option)))
        .isInstanceOf(SyncAnnotationException.class)
        .hasMessageStartingWith("syncOptions: '" + option + "': expected " + expected);
  }
}
