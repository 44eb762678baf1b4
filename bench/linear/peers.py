"""Fits and times the peers: one JSON request per line in, one JSON answer per line out."""

import json
import sys
import warnings
from pathlib import Path
from time import perf_counter, process_time

import numpy as np
import statsmodels.api as sm
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.model_selection import KFold, cross_val_score

warnings.filterwarnings("ignore")
directory = Path(sys.argv[1])


def flat(model):
    return np.concatenate([np.ravel(model.coef_), np.ravel(model.intercept_)])


def with_constant(table):
    return np.column_stack([table, np.ones(len(table))])


fits = {
    "ridge": lambda x, y: flat(Ridge(alpha=1.0).fit(x, y)),
    "linear": lambda x, y: flat(LinearRegression().fit(x, y)),
    "logistic": lambda x, y: flat(LogisticRegression().fit(x, y)),
    "logistic, exact": lambda x, y: flat(LogisticRegression(tol=1e-9, max_iter=10_000).fit(x, y)),
    "factors": lambda x, y: sm.Logit(y, with_constant(x)).fit(disp=0).bse,
    "ridge, 5 folds": lambda x, y: cross_val_score(
        Ridge(alpha=1.0), x, y, cv=KFold(5), scoring="neg_root_mean_squared_error"
    ),
}
print("ready", flush=True)

for line in sys.stdin:
    request = json.loads(line)
    target = np.fromfile(directory / f"{request['data']}.target.f64")
    table = np.fromfile(directory / f"{request['data']}.f64").reshape(len(target), -1)
    started, started_cpu = perf_counter(), process_time()
    numbers = fits[request["fit"]](table, target)
    seconds, cpu = perf_counter() - started, process_time() - started_cpu
    print(json.dumps({"seconds": seconds, "cpu": cpu, "numbers": np.ravel(numbers).tolist()}), flush=True)
