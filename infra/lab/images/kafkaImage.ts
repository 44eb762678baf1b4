import { readFileSync } from 'node:fs'
import { glob, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { addLibraries, cLibraries, cppLibraries, type Libraries } from './cLibraries.ts'
import { debianFiles } from './debianFiles.ts'
import { addSystemFiles, addTree } from './files.ts'
import type { ImageSpec } from './image.ts'
import { inputHash } from './inputHash.ts'
import { installJars, jarsKey } from './kafkaJars.ts'
import type { Layer } from './layer.ts'

const javaPlace = '/usr/lib/jvm/java'
const jarsPlace = '/usr/lib/kafka'

const zlib: Libraries = { packages: ['zlib1g'], names: ['libz.so.1'] }

/** Parts of the runtime for compiling, for heaps of more than 32 GiB, and for reading. */
const unused = ['lib/ct.sym', 'lib/server/classes_nocoops.jsa', 'man']

/** Kafka: its broker, and the program that makes a volume ready for one. */
export function kafkaImage(report: (line: string) => void): ImageSpec {
  return {
    name: 'kafka',
    layers: [javaLayer(report), jarsLayer(report)],
    config: {
      entrypoint: [`${javaPlace}/bin/java`],
      command: ['kafka.Kafka'],
      environment: {
        PATH: `${javaPlace}/bin`,
        HOME: '/tmp',
        CLASSPATH: `${jarsPlace}/*`,
        // Where there is no /proc, Java does not find its libraries beside itself.
        LD_LIBRARY_PATH: `${javaPlace}/lib`,
      },
      workingDirectory: '/tmp',
      labels: { 'org.opencontainers.image.title': 'Apache Kafka' },
    },
  }
}

/** Debian's runtime of Java 17. */
function javaLayer(report: (line: string) => void): Layer {
  return {
    name: 'java',
    key: inputHash(readFileSync(import.meta.filename)),
    async fill(root) {
      await addSystemFiles(root)
      await addLibraries(root, [cLibraries, cppLibraries, zlib], report)
      const files = await debianFiles(['openjdk-17-jre-headless'], report)
      const [runtime] = await Array.fromAsync(glob(join(files, 'usr/lib/jvm/java-17-openjdk-*')))
      if (runtime === undefined) throw new Error(`${files} has no /usr/lib/jvm/java-17-openjdk-*`)
      await addTree(root, javaPlace, runtime)
      await addTree(root, 'etc/java-17-openjdk', join(files, 'etc/java-17-openjdk'))
      for (const path of unused) await rm(join(root, javaPlace, path), { recursive: true, force: true })
    },
  }
}

function jarsLayer(report: (line: string) => void): Layer {
  return {
    name: 'kafka-jars',
    key: jarsKey(),
    async fill(root) {
      const directory = join(root, jarsPlace)
      await mkdir(directory, { recursive: true })
      await installJars(directory, report)
    },
  }
}
