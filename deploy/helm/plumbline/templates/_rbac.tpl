{{- /* Takes (list root name namespace labels role serviceAccount). */ -}}
{{- define "plumbline.roleBinding" -}}
{{- $root := index . 0 -}}
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: {{ index . 1 }}
  namespace: {{ index . 2 }}
  labels:
    {{- index . 3 | nindent 4 }}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: {{ index . 4 }}}
subjects:
  - {kind: ServiceAccount, name: {{ index . 5 }}, namespace: {{ $root.Release.Namespace }}}
{{- end -}}

{{- /* What a service reads Secrets for. */ -}}
{{- define "plumbline.secretsFor" -}}
{{- if eq . "webhook-ingest" -}}
Reads the Secret that proves a webhook
{{- else if eq . "notifier" -}}
Reads the address and token of a NotificationProvider
{{- else -}}
Reads the Git credentials of an Application
{{- end -}}
{{- end -}}
