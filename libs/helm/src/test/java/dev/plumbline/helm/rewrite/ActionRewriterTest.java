package dev.plumbline.helm.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ActionRewriterTest {

  /** A rewritten text with our words in short. */
  private static String rewritten(String text) {
    return ActionRewriter.rewrite(text, true)
        .text()
        .replace(ActionRewriter.HAS, "HAS")
        .replace(ActionRewriter.LIST, "LIST")
        .replace("replace `helm.sh/h0ok` `helm.sh/hook` | ", "NAMED ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '%',
      value = {
        "{{ .Capabilities.APIVersions.Has \"a\" }}#{{ HAS \"a\" }}",
        "{{- if $.Capabilities.APIVersions.Has `a` -}}#{{- if HAS `a` -}}",
        "{{ $x.y.Capabilities.APIVersions.Has (printf \"a\") }}#{{ HAS (printf \"a\") }}",
        "{{ (include \"x\" (.)).Capabilities.APIVersions.Has \"a\" }}#{{ HAS \"a\" }}",
        "{{ or ((.a).Capabilities.APIVersions.Has \"a\") .b }}#{{ or (HAS \"a\") .b }}",
        "{{ \"a\" | .Capabilities.APIVersions.Has | not }}#{{ \"a\" | HAS | not }}",
        "{{ $versions.Has \"a\" }}#{{ HAS \"a\" }}",
        "{{ range .Capabilities.APIVersions }}#{{ range LIST }}",
        "{{ $v := $.Capabilities.APIVersions -}}#{{ $v := LIST -}}",
        "{{ has \"a\" .Capabilities.APIVersions | quote }}#{{ has \"a\" LIST | quote }}",
        "{{ .x | toYaml | sha256sum }}#{{ .x | toYaml | NAMED sha256sum }}",
        "{{ include \"a}}b\" . }}{{ $v.Has 1 }}#{{ include \"a}}b\" . }}{{ HAS 1 }}",
        "{{/* {{ */}}{{ $v.Has 1 }}#{{/* {{ */}}{{ HAS 1 }}",
        "{{ '\\'' }}{{ \"\\\"\" }}{{ $v.Has 1 }}#{{ '\\'' }}{{ \"\\\"\" }}{{ HAS 1 }}"
      })
  void whatAsksForApiVersionsAsksOurs(String text, String expected) {
    assertThat(rewritten(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".Capabilities.APIVersions.Has \"in text\"",
        "{{ \".Capabilities.APIVersions.Has\" | quote }}",
        "{{ `.Capabilities.APIVersions` }}",
        "{{/* .Capabilities.APIVersions.Has \"a\" */}}",
        "{{- /* .Capabilities.APIVersions.Has \"a\" */ -}}",
        "{{ .Values.x.Has }} {{ .Values.Has \"a\" }} {{ (.Values.x.Has) }} {{ .Values.x.Has | quote }}",
        "{{ .Capabilities.APIVersionsOfMine }} {{ .Capabilities.KubeVersion.Version }}",
        "{{ sha256sum .x }} {{ .sha256sum }}",
        "{{ .Values.APIVersions }}",
        "{{ if .Has }}{{ end }}",
        "{{ \"never ended",
        "{{ (((((",
        "{{ ))).Capabilities",
        "{{",
        "{{ /* never ended"
      })
  void allElseStaysAsItIs(String text) {
    assertThat(rewritten(text)).isEqualTo(text);
  }

  @Test
  void linesStayWhereTheyAre() {
    // given
    String text = "a\n{{ if\n  .Capabilities.APIVersions.Has\n  \"a\"\n}}\nb";

    // then
    assertThat(rewritten(text)).isEqualTo("a\n{{ if\n  HAS\n  \"a\"\n}}\nb");
  }

  @Test
  void whatIsReadIsKnown() {
    assertThat(ActionRewriter.rewrite("{{ .Values.a }}", false).readsApiVersions()).isFalse();
    assertThat(ActionRewriter.rewrite("{{ $c.APIVersions }}", false).readsApiVersions()).isTrue();
    assertThat(ActionRewriter.rewrite("{{ $v.Has 1 }}", false).readsApiVersions()).isTrue();
  }

  @Test
  void manyGroupsAreQuick() {
    // given
    String text = "{{ " + "(".repeat(200_000) + ".a" + ")".repeat(200_000) + ".Has 1 }}";

    // then
    assertThat(rewritten(text)).isEqualTo("{{ HAS 1 }}");
  }
}
