"""Fits and times the peers: one JSON request per line in, one JSON answer per line out."""

import json
import sys
import warnings
from pathlib import Path
from time import perf_counter, process_time

import numpy as np
from lightgbm import LGBMRegressor
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.linear_model import Ridge

warnings.filterwarnings("ignore")
learners = {"LGBMRegressor": LGBMRegressor, "HistGradientBoostingRegressor": HistGradientBoostingRegressor, "Ridge": Ridge}
directory = Path(sys.argv[1])
target = np.fromfile(directory / "target.f64")
features = {
    name: np.fromfile(directory / f"{name}.f64").reshape(len(target), -1) for name in ("features", "linear")
}
print("ready", flush=True)

for line in sys.stdin:
    request = json.loads(line)
    table = features[request["table"]]
    train, test = slice(*request["train"]), slice(*request["test"])
    model = learners[request["learner"]](**request["options"])
    started, started_cpu = perf_counter(), process_time()
    model.fit(table[train], target[train])
    fitted, fitted_cpu = perf_counter(), process_time()
    predictions = model.predict(table[test])
    predicted = perf_counter()
    answer = {
        "fit": fitted - started,
        "fitCpu": fitted_cpu - started_cpu,
        "predict": predicted - fitted,
        "predictions": predictions.tolist(),
    }
    print(json.dumps(answer), flush=True)
