import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { addLibraries, cLibraries, cppLibraries, type Libraries } from './cLibraries.ts'
import { debianFiles } from './debianFiles.ts'
import { addFile, addSystemFiles } from './files.ts'
import type { ImageSpec } from './image.ts'
import { inputHash } from './inputHash.ts'
import type { Layer } from './layer.ts'

const program = '/usr/sbin/haproxy'

const libraries: Libraries = {
  packages: [
    ...[
      'libcrypt1',
      'libssl3',
      'liblua5.3-0',
      'libpcre2-8-0',
      'libopentracing-c-wrapper0',
      'libopentracing1',
    ],
    ...['libsystemd0', 'libcap2', 'libgcrypt20', 'libgpg-error0', 'liblzma5', 'libzstd1', 'liblz4-1'],
  ],
  names: [
    ...['libcrypt.so.1', 'libssl.so.3', 'libcrypto.so.3', 'liblua5.3.so.0', 'libpcre2-8.so.0'],
    ...['libopentracing-c-wrapper.so.0', 'libopentracing.so.1', 'libsystemd.so.0', 'libcap.so.2'],
    ...['libgcrypt.so.20', 'libgpg-error.so.0', 'liblzma.so.5', 'libzstd.so.1', 'liblz4.so.1'],
  ],
}

/** Debian's HAProxy, which ends by answering what it has begun. */
export function haproxyImage(report: (line: string) => void): ImageSpec {
  return {
    name: 'haproxy',
    layers: [programLayer(report)],
    config: {
      entrypoint: [program],
      environment: { PATH: '/usr/sbin', HOME: '/tmp' },
      stopSignal: 'SIGUSR1',
      labels: { 'org.opencontainers.image.title': 'HAProxy' },
    },
  }
}

function programLayer(report: (line: string) => void): Layer {
  return {
    name: 'haproxy',
    key: inputHash(readFileSync(import.meta.filename)),
    async fill(root) {
      await addSystemFiles(root)
      await addLibraries(root, [cLibraries, cppLibraries, libraries], report)
      const files = await debianFiles(['haproxy'], report)
      await addFile(root, program, join(files, program))
    },
  }
}
