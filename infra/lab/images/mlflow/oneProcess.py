"""The command `mlflow` of MLflow 3.17, which serves in its own process.

`mlflow server` starts the web server as a second process and then only waits for it. Both import all of MLflow,
which costs seconds of start-up and 200 MB for nothing, so here the web server runs where it would be started from.
"""

import os
import sys

import mlflow.server
from mlflow.cli import cli


def serve_here(command, extra_env=None, **_options):
    interpreter, *arguments = command
    if arguments[:2] != ["-m", "uvicorn"]:
        sys.exit(f"only uvicorn can serve in this process, not: {' '.join(command)}")
    os.environ.update(extra_env or {})
    import uvicorn

    # A reader that has stalled must not hold up the end.
    uvicorn.main(args=["--timeout-graceful-shutdown", "5", *arguments[2:]], prog_name="uvicorn")


mlflow.server._exec_cmd = serve_here
cli(prog_name="mlflow")
