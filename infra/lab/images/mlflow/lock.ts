import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

// `prometheus-flask-exporter` is what MLflow's own metrics need.
const roots = ['mlflow==3.17.2', 'boto3', 'prometheus-flask-exporter']

// What MLflow asks for and a tracking server never imports. `mlflow-skinny` and `mlflow-tracing` are subsets of
// the files of `mlflow` itself; the rest serves training, plots, notebooks, other front servers and background jobs.
const leftOut = [
  'mlflow-skinny',
  'mlflow-tracing',
  ...['matplotlib', 'contourpy', 'cycler', 'fonttools', 'kiwisolver', 'pillow', 'pyparsing'],
  ...[
    'scikit-learn',
    'scipy',
    'joblib',
    'threadpoolctl',
    'narwhals',
    'skops',
    'prettytable',
    'wcwidth',
    'pyarrow',
  ],
  ...['docker', 'gunicorn', 'huey'],
]

type Resolution = {
  readonly environment: { readonly python_version: string }
  readonly install: readonly {
    readonly metadata: { readonly name: string; readonly version: string }
    readonly download_info: { readonly archive_info: { readonly hashes: { readonly sha256: string } } }
  }[]
}

function resolve(packages: readonly string[]): Resolution {
  const directory = mkdtempSync(join(tmpdir(), 'mlflow-lock-'))
  const report = join(directory, 'report.json')
  const options = ['-q', '--dry-run', '--ignore-installed', '--only-binary', ':all:', '--report', report]
  try {
    execFileSync('python3', ['-m', 'pip', 'install', ...options, ...packages], { stdio: 'inherit' })
    const resolution: Resolution = JSON.parse(readFileSync(report, 'utf8'))
    const { python_version: version } = resolution.environment
    if (version !== '3.11') throw new Error(`python3 is ${version}: lock with 3.11, the version in the image`)
    return resolution
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

const lines = resolve(roots)
  .install.filter(({ metadata }) => !leftOut.includes(metadata.name.toLowerCase().replaceAll('_', '-')))
  .map(({ metadata, download_info }) => {
    const { sha256 } = download_info.archive_info.hashes
    return `${metadata.name}==${metadata.version} --hash=sha256:${sha256}`
  })
  .sort()

writeFileSync(join(import.meta.dirname, 'requirements.txt'), `${lines.join('\n')}\n`)
