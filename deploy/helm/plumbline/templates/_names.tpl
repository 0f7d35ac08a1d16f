{{- define "plumbline.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else if contains "plumbline" .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-plumbline" .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- /* Labels of what belongs to the whole release. */ -}}
{{- define "plumbline.labels" -}}
app.kubernetes.io/name: plumbline
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- /* Labels of one service, and its selector; takes (list root service). */ -}}
{{- define "plumbline.serviceLabels" -}}
{{ include "plumbline.labels" (index . 0) }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end -}}

{{- /* The environment variable of a setting. */ -}}
{{- define "plumbline.variable" -}}
{{- regexReplaceAll "[^A-Za-z0-9]" . "_" | upper -}}
{{- end -}}

{{- /* The name of a service's Secret for Kafka; takes (list root service). */ -}}
{{- define "plumbline.kafkaSecret" -}}
{{- $root := index . 0 -}}
{{- printf "%s-%s" ($root.Values.kafka.credentialsPrefix | default (include "plumbline.fullname" $root)) (index . 1) -}}
{{- end -}}

{{- define "plumbline.settings" -}}
KAFKA_BOOTSTRAP_SERVERS: {{ .Values.kafka.bootstrapServers | quote }}
KAFKA_SECURITY_PROTOCOL: {{ .Values.kafka.securityProtocol | quote }}
{{- with .Values.kafka.saslMechanism }}
KAFKA_SASL_MECHANISM: {{ . | quote }}
{{- end }}
KAFKA_SSL_KEYSTORE_TYPE: PEM
KAFKA_SSL_TRUSTSTORE_TYPE: PEM
{{- range $name, $value := .Values.kafka.clientSettings }}
{{ include "plumbline.variable" (printf "kafka.%s" $name) }}: {{ $value | quote }}
{{- end }}
{{- if not .Values.rbac.dryRun }}
PLUMBLINE_DRIFT_DETECTOR_DRY_RUNS_PER_MINUTE: "0"
{{- end }}
PLUMBLINE_GIT_POLLER_INTERVAL: {{ .Values.reconcileInterval | quote }}
PLUMBLINE_INSTALLATION: {{ .Values.installation | quote }}
PLUMBLINE_KAFKA_CREATE_TOPICS: {{ and .Values.kafka.createTopics (not .Values.kafka.strimzi.enabled) | quote }}
PLUMBLINE_KAFKA_PARTITIONS: {{ .Values.kafka.partitions | quote }}
{{- with .Values.kafka.prefix }}
PLUMBLINE_KAFKA_PREFIX: {{ . | quote }}
{{- end }}
PLUMBLINE_KAFKA_REPLICATION: {{ .Values.kafka.replication | quote }}
PLUMBLINE_KAFKA_RETENTION_DAYS: {{ .Values.kafka.retentionDays | quote }}
{{- range $name, $value := .Values.settings }}
{{ include "plumbline.variable" $name }}: {{ $value | quote }}
{{- end }}
{{- end -}}
