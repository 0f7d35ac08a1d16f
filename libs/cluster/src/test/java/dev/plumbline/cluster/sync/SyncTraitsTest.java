package dev.plumbline.cluster.sync;

import static dev.plumbline.contracts.events.HookDeletePolicy.BEFORE_HOOK_CREATION;
import static dev.plumbline.contracts.events.HookDeletePolicy.HOOK_FAILED;
import static dev.plumbline.contracts.events.HookDeletePolicy.HOOK_SUCCEEDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.events.SsaPolicy;
import dev.plumbline.contracts.events.SyncPhase;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SyncTraitsTest {

  private static final String OWN = "plumbline.dev/";
  private static final String ARGO_CD = "argocd.argoproj.io/";
  private static final String HELM = "helm.sh/";
  private static final String FLUX = "kustomize.toolkit.fluxcd.io/";

  @Test
  void whoSaysNothingHasItsTurnInTheSync() {
    // given
    ObjectNode silent = object();
    ObjectNode ofOthers = object("example.com/hook", "PreSync", "app.kubernetes.io/name", "x");

    // then
    assertThat(SyncTraits.of(silent)).isEqualTo(SyncTraits.NONE);
    assertThat(SyncTraits.of(ofOthers)).isEqualTo(SyncTraits.NONE);
    assertThat(SyncTraits.of(Json.mapper().createObjectNode())).isEqualTo(SyncTraits.NONE);
    assertThat(SyncTraits.faults(ofOthers)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "plumbline.dev/hook      | PreSync            | PRE_SYNC",
        "plumbline.dev/hook      | Sync               | SYNC",
        "argocd.argoproj.io/hook | PostSync           | POST_SYNC",
        "argocd.argoproj.io/hook | SyncFail           | SYNC_FAIL",
        "argocd.argoproj.io/hook | PreDelete          | PRE_DELETE",
        "argocd.argoproj.io/hook | PostDelete         | POST_DELETE",
        "argocd.argoproj.io/hook | PreSync, PostSync, | PRE_SYNC POST_SYNC",
        "argocd.argoproj.io/hook | Skip,PreSync       | PRE_SYNC",
        "helm.sh/hook            | pre-install        | PRE_SYNC",
        "helm.sh/hook            | post-install       | POST_SYNC",
        "helm.sh/hook            | pre-upgrade        | PRE_SYNC",
        "helm.sh/hook            | post-upgrade       | POST_SYNC",
        "helm.sh/hook            | pre-delete         | PRE_DELETE",
        "helm.sh/hook            | post-delete        | POST_DELETE",
        "helm.sh/hook            | Pre-Install ,POST-upgrade | PRE_SYNC POST_SYNC",
        "helm.sh/hook            | test,pre-upgrade   | PRE_SYNC",
      })
  void eachToolsHooksHaveTheirPhases(String annotation, String value, String phases) {
    // when
    SyncTraits traits = SyncTraits.of(object(annotation, value));

    // then
    assertThat(traits.hook()).isTrue();
    assertThat(traits.skip()).isFalse();
    assertThat(traits.phases())
        .isEqualTo(
            Arrays.stream(phases.split(" ")).map(SyncPhase::valueOf).collect(Collectors.toSet()));
    assertThat(traits.helmEvents().isEmpty()).isEqualTo(!annotation.equals(HELM + "hook"));
    assertThat(traits.deletePolicies()).containsExactly(BEFORE_HOOK_CREATION);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "argocd.argoproj.io/hook | Skip                       | ''",
        "plumbline.dev/hook      | Skip                       | ''",
        "helm.sh/hook            | test                       | ''",
        "helm.sh/hook            | test-success, test-failure | ''",
        "helm.sh/hook            | pre-rollback,post-rollback | ''",
        "helm.sh/hook            | pre-instal                 | pre-instal",
        "helm.sh/hook            | pre-install,later          | later",
      })
  void someObjectsAreNoPartOfAnApplication(String annotation, String value, String unknown) {
    // when
    SyncTraits traits = SyncTraits.of(object(annotation, value));

    // then
    assertThat(traits.skip()).isTrue();
    assertThat(traits.hook()).isFalse();
    assertThat(traits.unknownEvents())
        .isEqualTo(unknown.isEmpty() ? java.util.List.of() : java.util.List.of(unknown));
  }

  @Test
  void definitionsThatHelmOnceInstalledFirstAreNoHooks() {
    // when
    SyncTraits traits = SyncTraits.of(object(HELM + "hook", "crd-install"));

    // then
    assertThat(traits.hook()).isFalse();
    assertThat(traits.skip()).isFalse();
    assertThat(traits.phases()).containsExactly(SyncPhase.SYNC);
  }

  @ParameterizedTest
  @CsvSource({
    "pre-install, PRE_SYNC, true, false",
    "post-install, POST_SYNC, true, false",
    "pre-upgrade, PRE_SYNC, false, true",
    "post-upgrade, POST_SYNC, false, true",
    "'pre-install,pre-upgrade', PRE_SYNC, true, true",
    "'pre-install,post-upgrade', POST_SYNC, false, true",
    "pre-delete, PRE_DELETE, true, true",
    "post-install, PRE_SYNC, false, false",
  })
  void helmTellsAnInstallationFromUpgrades(
      String events, SyncPhase phase, boolean atFirst, boolean later) {
    // given
    SyncTraits traits = SyncTraits.of(object(HELM + "hook", events));

    // then
    assertThat(traits.runsIn(phase, false)).isEqualTo(atFirst);
    assertThat(traits.runsIn(phase, true)).isEqualTo(later);
  }

  @Test
  void argoCdsHooksRunAtEachSync() {
    // given
    SyncTraits traits = SyncTraits.of(object(ARGO_CD + "hook", "PreSync"));

    // then
    assertThat(traits.runsIn(SyncPhase.PRE_SYNC, false)).isTrue();
    assertThat(traits.runsIn(SyncPhase.PRE_SYNC, true)).isTrue();
    assertThat(traits.runsIn(SyncPhase.SYNC, true)).isFalse();
  }

  @Test
  void ourHooksGoBeforeArgoCdsAndThoseBeforeHelms() {
    // given
    ObjectNode all =
        object(OWN + "hook", "Sync", ARGO_CD + "hook", "nonsense", HELM + "hook", "test");
    ObjectNode both = object(ARGO_CD + "hook", "PostSync", HELM + "hook", "pre-install");

    // then
    assertThat(SyncTraits.of(all).phases()).containsExactly(SyncPhase.SYNC);
    assertThat(SyncTraits.of(both).phases()).containsExactly(SyncPhase.POST_SYNC);
    assertThat(SyncTraits.of(both).helmEvents()).isEmpty();
    assertThat(SyncTraits.of(both).runsIn(SyncPhase.POST_SYNC, true)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "-2147483648, -2147483648",
    "-5, -5",
    "'  7 ', 7",
    "+3, 3",
    "0, 0",
    "2147483647, 2147483647",
  })
  void wavesMayBeNegative(String value, int wave) {
    assertThat(SyncTraits.of(object(OWN + "sync-wave", value)).wave()).isEqualTo(wave);
    assertThat(SyncTraits.of(object(ARGO_CD + "sync-wave", value)).wave()).isEqualTo(wave);
    assertThat(
            SyncTraits.of(object(HELM + "hook", "pre-install", HELM + "hook-weight", value)).wave())
        .isEqualTo(wave);
  }

  @Test
  void aHookHasAWaveToo() {
    // given
    ObjectNode argoCd = object(ARGO_CD + "hook", "PreSync", ARGO_CD + "sync-wave", "-1");
    ObjectNode withWeight = object(ARGO_CD + "hook", "PreSync", HELM + "hook-weight", "4");
    ObjectNode all =
        object(
            HELM + "hook", "pre-install",
            HELM + "hook-weight", "1",
            ARGO_CD + "sync-wave", "2",
            OWN + "sync-wave", "3");

    // then
    assertThat(SyncTraits.of(argoCd).hook()).isTrue();
    assertThat(SyncTraits.of(argoCd).wave()).isEqualTo(-1);
    assertThat(SyncTraits.of(withWeight).wave()).isEqualTo(4);
    assertThat(SyncTraits.of(all).wave()).isEqualTo(3);
  }

  @Test
  void deletePoliciesOfArgoCdAndHelmAddUpAndOursReplaceThem() {
    // given
    ObjectNode both =
        object(
            ARGO_CD + "hook", "PreSync",
            ARGO_CD + "hook-delete-policy", "HookSucceeded, HookFailed",
            HELM + "hook-delete-policy", "before-hook-creation,hook-succeeded");
    ObjectNode all = both.deepCopy();
    all.withObject("/metadata/annotations").put(OWN + "hook-delete-policy", "HookFailed");

    // then
    assertThat(SyncTraits.of(both).deletePolicies())
        .containsExactly(HOOK_SUCCEEDED, HOOK_FAILED, BEFORE_HOOK_CREATION);
    assertThat(SyncTraits.of(all).deletePolicies()).containsExactly(HOOK_FAILED);
    assertThat(SyncTraits.of(object(ARGO_CD + "hook-delete-policy", "x")).deletePolicies())
        .as("of an object that is no hook")
        .isEmpty();
  }

  @Test
  void optionsOfOurAnnotationGoBeforeArgoCds() {
    // given
    ObjectNode object =
        object(
            ARGO_CD + "sync-options", "Prune=false, Replace=true",
            OWN + "sync-options", "Prune=confirm");

    // when
    SyncOptions options = SyncTraits.of(object).options();

    // then
    assertThat(options.prune()).contains(SyncOptions.Consent.CONFIRM);
    assertThat(options.replace()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "kustomize.toolkit.fluxcd.io/, disabled, enabled",
    "kustomize.toolkit.fluxcd.io/, Disabled, Enabled",
    "plumbline.dev/, disabled, enabled",
    "plumbline.dev/, false, true",
  })
  void switchesOfFluxAreOptions(String prefix, String off, String on) {
    // given
    ObjectNode object =
        object(prefix + "prune", off, prefix + "force", on, prefix + "reconcile", off);

    // when
    SyncTraits traits = SyncTraits.of(object);

    // then
    assertThat(traits.options().lasting()).containsExactly("Delete=false", "Prune=false");
    assertThat(traits.options().force()).isTrue();
    assertThat(traits.reconcile()).isFalse();
    assertThat(SyncTraits.of(object(prefix + "prune", on, prefix + "force", off)).options())
        .isEqualTo(SyncOptions.NONE);
  }

  @Test
  void anOptionGoesBeforeASwitchOfFlux() {
    // given
    ObjectNode object = object(FLUX + "prune", "disabled", ARGO_CD + "sync-options", "Prune=true");

    // then
    assertThat(SyncTraits.of(object).options().prune()).contains(SyncOptions.Consent.YES);
  }

  @ParameterizedTest
  @CsvSource({
    "Override, OVERRIDE",
    "merge, MERGE",
    "IfNotPresent, IF_NOT_PRESENT",
    "Ignore, IGNORE",
  })
  void fluxSaysHowAnObjectIsApplied(String word, SsaPolicy policy) {
    assertThat(SyncTraits.of(object(FLUX + "ssa", word)).ssa()).contains(policy);
    assertThat(SyncTraits.of(object(OWN + "ssa", word, FLUX + "ssa", "x")).ssa()).contains(policy);
    assertThat(SyncTraits.of(object()).ssa()).isEqualTo(Optional.empty());
  }

  @Test
  void fluxTakesLabelsForAnnotations() {
    // given
    ObjectNode object = Json.mapper().createObjectNode();
    object.withObject("/metadata/labels").put(FLUX + "prune", "disabled").put(OWN + "ssa", "x");

    // when
    SyncTraits traits = SyncTraits.of(object);

    // then
    assertThat(traits.options().prune()).contains(SyncOptions.Consent.NO);
    assertThat(traits.ssa()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "plumbline.dev/hook | presync | one of PreSync, Sync, PostSync, SyncFail, PreDelete,"
            + " PostDelete, Skip",
        "argocd.argoproj.io/hook | PreSync,Later | one of PreSync, Sync",
        "argocd.argoproj.io/hook | '' | one of PreSync, Sync",
        "plumbline.dev/sync-wave | one | a whole number such as -1, 0 or 10",
        "argocd.argoproj.io/sync-wave | 1.5 | a whole number such as -1, 0 or 10",
        "argocd.argoproj.io/sync-wave | '' | a whole number such as -1, 0 or 10",
        "helm.sh/hook-weight | 99999999999 | a whole number such as -1, 0 or 10",
        "plumbline.dev/sync-options | Prune | Prune=confirm or false or true",
        "argocd.argoproj.io/sync-options | Prune=maybe | Prune=confirm or false or true",
        "argocd.argoproj.io/sync-options | Prun=false | one of [ApplyOutOfSyncOnly,",
        "plumbline.dev/ssa | Overwrite | one of Override, Merge, IfNotPresent, Ignore",
        "kustomize.toolkit.fluxcd.io/force | yes | one of enabled, disabled",
        "kustomize.toolkit.fluxcd.io/prune | no | one of enabled, disabled",
        "plumbline.dev/reconcile | never | one of enabled, disabled",
      })
  void anAnnotationThatMeansNothingIsRefused(String annotation, String value, String expected) {
    // given
    ObjectNode object = object(annotation, value);

    // then
    assertThatThrownBy(() -> SyncTraits.of(object))
        .isInstanceOfSatisfying(
            SyncAnnotationException.class, e -> assertThat(e.annotation()).isEqualTo(annotation))
        .hasMessageStartingWith(annotation + ": '")
        .hasMessageContaining(": expected " + expected);
    assertThat(SyncTraits.faults(object))
        .singleElement()
        .satisfies(fault -> assertThat(fault.annotation()).isEqualTo(annotation));
  }

  @ParameterizedTest
  @CsvSource({
    "plumbline.dev/hook-delete-policy, Never",
    "argocd.argoproj.io/hook-delete-policy, hookSucceeded",
    "helm.sh/hook-delete-policy, always",
  })
  void aPolicyThatIsNoneIsRefused(String annotation, String value) {
    // given
    ObjectNode object = object(HELM + "hook", "pre-install", annotation, value);

    // then
    assertThatThrownBy(() -> SyncTraits.of(object))
        .hasMessage(
            annotation
                + ": '"
                + value
                + "': expected one of HookSucceeded, HookFailed, BeforeHookCreation");
    assertThat(SyncTraits.faults(object)).hasSize(1);
  }

  @Test
  void allThatMeansNothingIsToldAtOnce() {
    // given
    ObjectNode object =
        object(
            OWN + "hook", "Before",
            ARGO_CD + "sync-wave", "first",
            OWN + "hook-delete-policy", "Never",
            ARGO_CD + "sync-options", "Prune=x",
            OWN + "sync-options", "Delete=x",
            FLUX + "ssa", "x");

    // then
    assertThat(SyncTraits.faults(object))
        .extracting(SyncAnnotationException::annotation)
        .containsExactly(
            OWN + "hook",
            ARGO_CD + "sync-wave",
            OWN + "hook-delete-policy",
            ARGO_CD + "sync-options",
            OWN + "sync-options",
            FLUX + "ssa");
  }

  @Test
  void whatIsToldOfAValueIsShortAndOnOneLine() {
    // given
    String value = "a\nb\u001b[31m" + "x".repeat(1_000);

    // then
    assertThatThrownBy(() -> SyncTraits.of(object(OWN + "sync-wave", value)))
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(200))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContainPattern("\\p{Cntrl}"));
  }

  @Test
  void whatAnObjectSaysGoesBeforeWhatItsApplicationSays() {
    // given
    SyncOptions application = SyncOptions.of(Set.of("Prune=false", "Replace=true"));
    SyncTraits traits = SyncTraits.of(object(ARGO_CD + "sync-options", "Prune=true"));

    // when
    SyncOptions options = traits.optionsOver(application);

    // then
    assertThat(options.prune()).contains(SyncOptions.Consent.YES);
    assertThat(options.replace()).isTrue();
  }

  private static ObjectNode object(String... annotations) {
    ObjectNode object = Json.mapper().createObjectNode();
    object.put("kind", "Job");
    ObjectNode metadata = object.putObject("metadata").put("name", "x");
    for (int i = 0; i < annotations.length; i += 2) {
      metadata.withObject("/annotations").put(annotations[i], annotations[i + 1]);
    }
    return object;
  }
}
