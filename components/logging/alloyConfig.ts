/**
 * Alloy's configuration: the logs of every pod of its node, as containerd writes them, labelled with where they come
 * from and sent to Loki. It remembers how far it has read.
 */
export function alloyConfig(environment: string, push: string): string {
  return `logging {
  level = "warn"
}

discovery.kubernetes "pods" {
  role = "pod"
  selectors {
    role  = "pod"
    field = "spec.nodeName=" + sys.env("HOSTNAME")
  }
}

discovery.relabel "pods" {
  targets = discovery.kubernetes.pods.targets
${labels.map(([from, to]) => rule(from, to)).join('\n')}
  rule {
    source_labels = ["__meta_kubernetes_pod_uid", "__meta_kubernetes_pod_container_name"]
    separator     = "/"
    target_label  = "__path__"
    replacement   = "/var/log/pods/*$1/*.log"
  }
}

local.file_match "pods" {
  path_targets = discovery.relabel.pods.output
}

loki.source.file "pods" {
  targets    = local.file_match.pods.targets
  forward_to = [loki.process.pods.receiver]
}

loki.process "pods" {
  stage.cri { }
  stage.label_drop {
    values = ["filename"]
  }
  forward_to = [loki.write.store.receiver]
}

loki.write "store" {
  endpoint {
    url = ${JSON.stringify(push)}
  }
  external_labels = { environment = ${JSON.stringify(environment)} }
}
`
}

const labels = [
  ['namespace', 'namespace'],
  ['pod_name', 'pod'],
  ['pod_container_name', 'container'],
  ['pod_label_app_kubernetes_io_name', 'app'],
] as const

function rule(from: string, to: string): string {
  return `  rule {
    source_labels = ["__meta_kubernetes_${from}"]
    target_label  = "${to}"
  }`
}
