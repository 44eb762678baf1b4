import { lockPython } from '../lockPython.ts'
import { mlflowPython } from '../mlflowPython.ts'

// `prometheus-flask-exporter` is what MLflow's own metrics need, `psycopg2-binary` is its way to PostgreSQL.
const roots = ['mlflow==3.17.2', 'boto3', 'prometheus-flask-exporter', 'psycopg2-binary']

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

lockPython(mlflowPython.requirements, roots, leftOut)
