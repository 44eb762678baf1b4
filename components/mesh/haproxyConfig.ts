import type { Replicas } from '../contracts/servers.ts'

/** Replicas, and the port on which requests to them arrive. */
export interface Entrance {
  readonly replicas: Replicas
  readonly port: number
}

/** Where it says how it is, and what it has measured. */
export const haproxyPort = 8404
/** Of replicas of one Service, those that are starting and ending among them. */
const mostReplicas = 16

/**
 * HAProxy's configuration: every request goes to the next of the replicas that are ready. Which there are is what the
 * cluster's name service says each second; whether one is ready it is asked itself. Tried again, at another replica, is
 * only what none has taken on: no connection was made, or the answer is 503, by which a replica refuses at once. Limits
 * are at least those of the servers, whose refusals say more.
 */
export function haproxyConfig(entrances: readonly Entrance[]): string {
  return [common, ...entrances.map(entrance)].join('\n')
}

const errors: Readonly<Record<number, string>> = {
  400: 'this is no HTTP',
  408: 'the head of the request did not arrive within 10 s',
  502: 'the replica that was asked went away before it had answered',
  503: 'no replica is ready',
  504: 'no replica answered in time',
}
const otherVersion = JSON.stringify({ error: 'the request must be of HTTP/1.1 or HTTP/1.0' })

const common = `global
  log stdout format raw daemon notice
  maxconn 2000
  nbthread 1
  hard-stop-after 30s
  tune.bufsize 24576
  tune.http.maxhdr 2000

resolvers cluster
  parse-resolv-conf
  accepted_payload_size 8192
  timeout resolve 1s
  timeout retry 1s
  hold valid 1s
  hold other 10m
  hold refused 10m
  hold timeout 10m

defaults
  mode http
  log global
  option httplog
  option dontlog-normal
  option idle-close-on-response
  option abortonclose
  timeout http-request 10s
  timeout http-keep-alive 72s
  timeout client 75s
  timeout connect 1s
  timeout server 120s
  timeout queue 5s
  timeout check 5s
  balance roundrobin
  option redispatch 1
  retries 2
  retry-on conn-failure 503
  default-server check inter 1s fastinter 250ms fall 2 rise 1 init-addr none resolvers cluster resolve-prefer ipv4
${Object.entries(errors).map(errorLine).join('\n')}

frontend own
  bind :${haproxyPort}
  monitor-uri /ready
  http-request set-query no-maint if { path /metrics }
  http-request use-service prometheus-exporter if { path /metrics }
  http-request return status 404
`

function errorLine([status, error]: readonly [string, string]): string {
  const body = JSON.stringify({ error })
  const retry = status === '503' ? ' hdr retry-after 2' : ''
  return `  http-error status ${status} content-type "application/json; charset=utf-8" string '${body}'${retry}`
}

function entrance({ replicas: { server, headless, readyPath }, port }: Entrance): string {
  const host = `${headless}.${server.place.namespace}.svc.cluster.local`
  return `listen ${server.name}
  bind :${port}
  http-request return status 505 content-type "application/json; charset=utf-8" string '${otherVersion}' unless { req.ver 1.0 1.1 }
  http-request set-header x-forwarded-for %[src]
  option httpchk
  http-check send meth GET uri ${readyPath} ver HTTP/1.1 hdr host ${server.name}
  http-check expect status 200
  server-template replica- ${mostReplicas} ${host}:${server.port}
`
}
