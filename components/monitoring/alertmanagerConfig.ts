/** The Secret with the chat's webhook, under the key `url`: made by whoever owns the chat, never by a stack. */
export const chatSecret = 'chat-webhook'
export const chatDirectory = '/etc/alertmanager/chat'

/** What happened, where, since when, and what to do: for every alert of a message. */
const text = `{{ range .Alerts }}*{{ .Annotations.summary }}*
{{ .Annotations.description }}
Where: {{ range $index, $label := (.Labels.Remove (stringSlice "alertname")).SortedPairs }}{{ if $index }}, {{ end }}{{ $label.Name }} {{ $label.Value }}{{ end }}
Since: {{ .StartsAt.UTC.Format "2006-01-02 15:04" }} UTC{{ if eq .Status "resolved" }}, until {{ .EndsAt.UTC.Format "15:04" }}{{ end }}
What to do: {{ .Annotations.runbook_url }}

{{ end }}`

/**
 * Alertmanager's configuration. The chat takes messages as Slack's webhooks do: Mattermost, Rocket.Chat and Zulip do
 * too. Its address is a file, so that it is in no configuration.
 */
export function alertmanagerConfig(environment: string, chat: boolean) {
  const nobody = { name: 'nobody' }
  const people = {
    name: 'chat',
    slack_configs: [
      {
        api_url_file: `${chatDirectory}/url`,
        send_resolved: true,
        color: '{{ if eq .Status "firing" }}danger{{ else }}good{{ end }}',
        title: `${environment}: {{ .CommonLabels.alertname }} {{ .Status }} ({{ .Alerts | len }})`,
        text,
      },
    ],
  }
  return {
    route: {
      receiver: chat ? people.name : nobody.name,
      group_by: ['alertname', 'namespace'],
      group_wait: '30s',
      group_interval: '5m',
      repeat_interval: '4h',
    },
    inhibit_rules: [
      {
        source_matchers: ['severity = "critical"'],
        target_matchers: ['severity = "warning"'],
        equal: ['alertname', 'namespace'],
      },
    ],
    receivers: chat ? [people] : [nobody],
  }
}
