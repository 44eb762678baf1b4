"""Fits and times the peers: one JSON request per line in, one JSON answer per line out."""

import json
import sys
import warnings
from pathlib import Path
from time import perf_counter, process_time

import numpy as np
from lightgbm import LGBMClassifier, LGBMRegressor
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor, IsolationForest
from sklearn.linear_model import Ridge

warnings.filterwarnings("ignore")
learners = {
    learner.__name__: learner
    for learner in (
        LGBMClassifier,
        LGBMRegressor,
        HistGradientBoostingClassifier,
        HistGradientBoostingRegressor,
        IsolationForest,
        Ridge,
    )
}
directory = Path(sys.argv[1])
tables = {}
for file in directory.glob("*.target"):
    target = np.fromfile(file)
    tables[file.stem] = (np.fromfile(directory / f"{file.stem}.features").reshape(len(target), -1), target)
print("ready", flush=True)

for line in sys.stdin:
    request = json.loads(line)
    features, target = tables[request["table"]]
    train, test = np.array(request["train"]), np.array(request["test"])
    known, known_target, later = features[train], target[train], features[test]
    model = learners[request["learner"]](**request["options"])
    started, started_cpu = perf_counter(), process_time()
    model.fit(known, known_target, **request["fit"])
    fitted, fitted_cpu = perf_counter(), process_time()
    if hasattr(model, "predict_proba"):
        predictions = model.predict_proba(later)
    elif hasattr(model, "score_samples"):
        predictions = -model.score_samples(later)
    else:
        predictions = model.predict(later)
    predicted = perf_counter()
    answer = {
        "fit": fitted - started,
        "fitCpu": fitted_cpu - started_cpu,
        "predict": predicted - fitted,
        "predictions": predictions.ravel().tolist(),
    }
    if request["learner"].startswith("LGBM"):
        started = perf_counter()
        model.predict(later[: request["explained"]], pred_contrib=True)
        answer["explain"] = perf_counter() - started
    print(json.dumps(answer), flush=True)
