"""Fits, times and scores scikit-learn's support vector machines: one JSON request per line in, one JSON answer per line out."""

import json
import sys
import warnings
from pathlib import Path
from time import process_time

import numpy as np
from sklearn.svm import SVC, SVR, LinearSVC, LinearSVR

warnings.filterwarnings("ignore")
learners = {"LinearSVC": LinearSVC, "LinearSVR": LinearSVR, "SVC": SVC, "SVR": SVR}
directory = Path(sys.argv[1])
print("ready", flush=True)

for line in sys.stdin:
    request = json.loads(line)
    target = np.fromfile(directory / "target.f64")
    table = np.fromfile(directory / "features.f64").reshape(len(target), -1)
    train = request["train"]
    model = learners[request["learner"]](**request["options"])
    started = process_time()
    model.fit(table[:train], target[:train])
    seconds = process_time() - started
    print(json.dumps({"seconds": seconds, "score": model.score(table[train:], target[train:])}), flush=True)
