"""Finds clusters and tests for drift with the peers: one JSON request per line in, one JSON answer per line out."""

import json
import sys
from pathlib import Path
from time import process_time

import numpy as np
from scipy.stats import cramervonmises_2samp, ks_2samp
from sklearn.cluster import DBSCAN, KMeans
from sklearn.metrics import silhouette_score

directory = Path(sys.argv[1])


def summary(labels):
    places = np.arange(1, len(labels) + 1)
    return float(((labels + 2) * places).sum())


def parts(x, options):
    chosen = np.arange(len(x)) % options["every"] == 0
    return x[chosen, 0], x[~chosen, 0]


tasks = {
    "kmeans": lambda x, options: KMeans(n_clusters=options["clusters"], random_state=options["seed"]).fit(x).inertia_,
    "dbscan": lambda x, options: summary(DBSCAN(eps=options["eps"], min_samples=options["minSamples"]).fit(x).labels_),
    "silhouette": lambda x, options: silhouette_score(x, np.arange(len(x)) % options["clusters"]),
    "ks": lambda x, options: ks_2samp(*parts(x, options)).pvalue,
    "cvm": lambda x, options: cramervonmises_2samp(*parts(x, options), method="asymptotic").pvalue,
}
print("ready", flush=True)

for line in sys.stdin:
    request = json.loads(line)
    table = np.fromfile(directory / f"{request['data']}.f64").reshape(-1, request["columns"])
    started = process_time()
    result = tasks[request["task"]](table, request["options"])
    print(json.dumps({"cpu": process_time() - started, "result": float(result)}), flush=True)
