import type * as k8s from '@pulumi/kubernetes'
import * as pulumi from '@pulumi/pulumi'
import type { Place } from '../../contracts/place.ts'
import type { Annotations, SecretRef } from '../../contracts/secrets.ts'
import type { Server } from '../../contracts/servers.ts'
import { labelsOf, selectorOf } from '../../labels.ts'
import { password } from '../../password.ts'
import { containerSecurity, patientProbes, podSecurity, resources, scratch } from '../../pods.ts'
import { podWithVolume } from '../../podWithVolume.ts'
import { secret } from '../../secret.ts'
import { service } from '../../service.ts'

export interface PipelineDatabaseArgs {
  readonly place: Place
  readonly system: string
  readonly storageClass: string
  readonly volume: string
  readonly cpu: string
  readonly memory: string
  readonly parent: pulumi.Resource
}

const name = 'mysql'
const image = 'docker.io/library/mysql:8.4.9'
const port = 3306
const files = {
  data: '/data/mysql',
  dump: '/data/dump.sql',
  socket: '/tmp/mysql.sock',
  statements: '/etc/pipelines-database',
}
const user = 'pipelines'

/** Of the runs, and of the metadata of their artifacts. */
export const databaseNames = { runs: 'pipelines', metadata: 'metadata' } as const

/**
 * The MySQL server of the pipelines, one pod with a volume. Their API server connects to PostgreSQL too, but speaks
 * MySQL's dialect to it (as of 2.17), so that it could not have a server of the platform's.
 */
export class PipelineDatabase extends pulumi.ComponentResource {
  readonly username: SecretRef
  readonly password: SecretRef
  /** Of pods with the password: they change with it, and so replace the pods. */
  readonly annotations: Annotations
  readonly server: Server
  readonly ready: pulumi.Resource

  constructor(args: PipelineDatabaseArgs) {
    const { place, system, parent } = args
    const { namespace, ownership } = place
    super('atoll:ml:PipelineDatabase', `${ownership.environment}-pipeline-database`, {}, { parent })
    const labels = labelsOf(ownership, system, name)
    this.server = { place, name, labels: selectorOf(system, name), port }
    service({ server: this.server, labels, protocol: 'tcp', parent: this })

    const { value, version } = password('pipelines-database', this)
    const login = 'mysql-login'
    const written = secret(
      {
        name: login,
        place,
        system,
        component: name,
        values: { username: user, password: value, 'start.sql': value.apply(statements) },
      },
      this,
    )
    this.username = { namespace, name: login, key: 'username' }
    this.password = { namespace, name: login, key: 'password' }
    this.annotations = { 'atoll.dev/pipelines-database-password': version }
    this.ready = podWithVolume(
      {
        ...args,
        server: this.server,
        labels,
        annotations: { ...dumpBeforeBackup(), ...this.annotations },
        spec: pod(args, login),
      },
      { parent: this, dependsOn: [written] },
    )
    this.registerOutputs()
  }
}

/**
 * What the server does at each start, each statement on a line: it takes the password of that moment. Nobody is its
 * administrator but who is in its pod. The metadata server knows the older of MySQL's two ways to log in only.
 */
function statements(password: string): string {
  const owned = Object.values(databaseNames)
  return [
    ...owned.map((database) => `CREATE DATABASE IF NOT EXISTS ${database};`),
    `CREATE USER IF NOT EXISTS '${user}'@'%';`,
    `ALTER USER '${user}'@'%' IDENTIFIED WITH mysql_native_password BY '${password}';`,
    ...owned.map((database) => `GRANT ALL ON ${database}.* TO '${user}'@'%';`),
    '',
  ].join('\n')
}

/** What Velero does before it copies the volume file by file, which are not of one moment: the dump is. */
function dumpBeforeBackup(): Annotations {
  const dump = [
    `mysqldump --no-defaults --socket=${files.socket} --user=root --single-transaction`,
    `--databases ${Object.values(databaseNames).join(' ')} --result-file=${files.dump}.new`,
    `&& mv ${files.dump}.new ${files.dump}`,
  ]
  return {
    'pre.hook.backup.velero.io/container': name,
    'pre.hook.backup.velero.io/command': JSON.stringify(['/bin/sh', '-c', dump.join(' ')]),
    'pre.hook.backup.velero.io/timeout': '10m',
  }
}

function pod(args: PipelineDatabaseArgs, login: string): k8s.types.input.core.v1.PodSpec {
  const tmp = scratch('1Gi')
  const ping = ['mysqladmin', '--no-defaults', `--socket=${files.socket}`, '--user=root', 'ping']
  const container = {
    image,
    resources: resources(args),
    securityContext: containerSecurity,
    volumeMounts: [tmp.mount, { name: 'data', mountPath: '/data' }],
  }
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: podSecurity,
    terminationGracePeriodSeconds: 60,
    initContainers: [
      {
        ...container,
        name: 'initialize',
        // Whole or not at all: a directory that another name was not given to is made anew.
        command: [
          '/bin/sh',
          '-euc',
          `[ -d ${files.data} ] && exit 0
rm -rf ${files.data}.new
mysqld --no-defaults --initialize-insecure --datadir=${files.data}.new --tmpdir=/tmp
mv ${files.data}.new ${files.data}`,
        ],
      },
    ],
    containers: [
      {
        ...container,
        name,
        command: [
          'mysqld',
          '--no-defaults',
          `--datadir=${files.data}`,
          '--tmpdir=/tmp',
          `--socket=${files.socket}`,
          '--pid-file=/tmp/mysql.pid',
          `--init-file=${files.statements}/start.sql`,
          `--port=${port}`,
          '--authentication-policy=mysql_native_password',
          '--mysql-native-password=ON',
          '--secure-file-priv=NULL',
          '--skip-name-resolve',
          '--skip-log-bin',
          '--mysqlx=OFF',
        ],
        ports: [{ name: 'tcp-mysql', containerPort: port }],
        ...patientProbes({ exec: { command: ping } }),
        volumeMounts: [
          ...container.volumeMounts,
          { name: 'statements', mountPath: files.statements, readOnly: true },
        ],
      },
    ],
    volumes: [
      tmp.volume,
      {
        name: 'statements',
        secret: { secretName: login, items: [{ key: 'start.sql', path: 'start.sql' }] },
      },
    ],
  }
}
