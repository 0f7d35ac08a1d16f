{{- define "able.api" -}}
{{- if .context.Capabilities.APIVersions.Has "example.com/v1/Widget" -}}example.com/v1{{- else -}}v1{{- end -}}
{{- end -}}
