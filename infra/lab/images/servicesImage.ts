import { readFileSync } from 'node:fs'
import { cp, mkdir, readdir, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { command } from '../command.ts'
import { addLibraries, cLibraries, cppLibraries } from './cLibraries.ts'
import { type Code, codeHash, readCode, repository } from './code.ts'
import { codeVersion } from './codeVersion.ts'
import { addContent, addFile, addSystemFiles } from './files.ts'
import type { ImageSpec } from './image.ts'
import { inputHash } from './inputHash.ts'
import type { Layer } from './layer.ts'

/** All services of ours in one image: Node, the packages they need, their code. */
export async function servicesImage(report: (line: string) => void): Promise<ImageSpec> {
  const code = readCode()
  const version = await codeVersion(repository, code)
  return {
    name: 'services',
    layers: [nodeLayer(report), dependenciesLayer(report), codeLayer(code)],
    config: {
      entrypoint: ['node'],
      environment: {
        PATH: '/usr/bin',
        HOME: '/tmp',
        NODE_ENV: 'production',
        ATOLL_CODE_VERSION: version,
      },
      workingDirectory: '/app',
      labels: {
        'org.opencontainers.image.title': 'atoll services',
        'org.opencontainers.image.revision': version,
      },
    },
  }
}

function nodeLayer(report: (line: string) => void): Layer {
  const manifest = createRequire(import.meta.url).resolve('node/package.json')
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }
  return {
    name: 'node',
    key: inputHash(readFileSync(import.meta.filename), version),
    async fill(root) {
      await addSystemFiles(root)
      await addLibraries(root, [cLibraries, cppLibraries], report)
      await addFile(root, 'usr/bin/node', join(dirname(manifest), 'bin/node'))
    },
  }
}

/** The production packages of the workspace `services`, as the lock file pins them. */
function dependenciesLayer(report: (line: string) => void): Layer {
  const inputs = ['package.json', 'package-lock.json', 'services/package.json']
  return {
    name: 'services-packages',
    key: inputHash(
      readFileSync(import.meta.filename),
      ...inputs.map((path) => readFileSync(join(repository, path))),
    ),
    async fill(root) {
      report('services: installing the npm packages')
      const app = join(root, 'app')
      await mkdir(join(app, 'services'), { recursive: true })
      for (const path of inputs) await cp(join(repository, path), join(app, path))
      const options = ['--omit=dev', '--workspace=services', '--ignore-scripts', '--no-audit', '--no-fund']
      await command('npm', ['ci', ...options, '--prefer-offline'], { cwd: app })
      for (const path of inputs) await rm(join(app, path))
      await dropWhatIsNotRun(join(app, 'node_modules'))
    },
  }
}

/** Types, source maps, and the link to the workspace itself. */
async function dropWhatIsNotRun(modules: string): Promise<void> {
  await Promise.all(
    ['.bin', '.package-lock.json', '@atoll'].map((name) =>
      rm(join(modules, name), { recursive: true, force: true }),
    ),
  )
  for (const entry of await readdir(modules, { recursive: true, withFileTypes: true })) {
    if (entry.isFile() && /\.(map|[cm]?ts|md|markdown)$/.test(entry.name)) {
      await rm(join(entry.parentPath, entry.name))
    }
  }
}

function codeLayer(code: Code): Layer {
  return {
    name: 'services-code',
    key: codeHash(code),
    async fill(root) {
      for (const [path, content] of code) await addContent(root, join('app', path), content)
    },
  }
}
