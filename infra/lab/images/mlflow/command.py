"""The command `mlflow` of MLflow 3.17, in one process and with pages for model training.

`mlflow server` starts the web server as a second process and then only waits for it. Both import all of MLflow,
which costs seconds of start-up and 200 MB for nothing, so here the web server runs where it would be started from.
"""

import json
import os
import pathlib
import sys

import mlflow.server
from mlflow.cli import cli

# What the pages ask a browser to remember, and no flag sets: else they open on generative models, an assistant that
# has no model behind it, and a notice of usage data, which are not collected.
remembered = {
    "mlflow.workflowType_v1": "machine_learning",
    "mlflow.assistant.fab.autoOpenedOnFirstLoad_v1": True,
    "mlflow.settings.telemetry.enabled_v1": False,
    "mlflow.telemetry.info.alert.dismissed_v1": True,
}


def page_of(app):
    index = pathlib.Path(app.static_folder, "index.html").read_text()
    defaults = json.dumps({key: json.dumps(value) for key, value in remembered.items()})
    script = f"for (const [key, value] of Object.entries({defaults})) localStorage[key] ??= value"
    return index.replace("<head>", f"<head><script>{script}</script>", 1)


def serve_here(command, extra_env=None, **_options):
    interpreter, *arguments = command
    if arguments[:2] != ["-m", "uvicorn"]:
        sys.exit(f"only uvicorn can serve in this process, not: {' '.join(command)}")
    os.environ.update(extra_env or {})
    import uvicorn

    # A reader that has stalled must not hold up the end.
    uvicorn.main(args=["--timeout-graceful-shutdown", "5", *arguments[2:]], prog_name="uvicorn")


page = page_of(mlflow.server.app)
mlflow.server.app.view_functions["serve"] = lambda: page
mlflow.server._exec_cmd = serve_here
cli(prog_name="mlflow")
