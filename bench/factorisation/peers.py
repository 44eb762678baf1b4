"""Fits and times the peers: one JSON request per line in, one JSON answer per line out."""

import json
import sys
from pathlib import Path
from time import perf_counter, process_time

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.neighbors import NearestNeighbors
from surprise import SVD, Reader, SVDpp
from surprise.dataset import Dataset

directory = Path(sys.argv[1])
shapes = json.loads((directory / "shapes.json").read_text())


def triplets(name):
    return np.fromfile(directory / f"{name}.f64").reshape(-1, 3)


train, test = triplets("train"), triplets("test")
users, movies = shapes["ratings"]
ratings = Dataset(Reader(rating_scale=(0.5, 5))).construct_trainset(
    [(int(user), int(movie), rating, None) for user, movie, rating in train]
)
rows = {
    "dense": np.fromfile(directory / "dense.f64").reshape(shapes["dense"]),
    "sparse": csr_matrix((train[:, 2], (train[:, 1].astype(int), train[:, 0].astype(int))), shape=(movies, users)),
}


def factorise(request):
    algorithm = {"svd": lambda: SVD(random_state=0), "svd++": lambda: SVDpp(random_state=0, cache_ratings=True)}
    model = algorithm[request["algorithm"]]()
    yield model.fit(ratings)
    predictions = [model.predict(int(user), int(movie)).est for user, movie, _ in test]
    yield float(np.sqrt(np.mean((np.array(predictions) - test[:, 2]) ** 2)))


def neighbours(request):
    search = NearestNeighbors(n_neighbors=10, metric=request["metric"], algorithm="brute")
    distances, _ = search.fit(rows[request["rows"]]).kneighbors()
    yield distances
    yield float(distances.mean())


print("ready", flush=True)
for line in sys.stdin:
    request = json.loads(line)
    work = neighbours(request) if "metric" in request else factorise(request)
    started, started_cpu = perf_counter(), process_time()
    next(work)
    answer = {"seconds": perf_counter() - started, "cpu": process_time() - started_cpu}
    print(json.dumps({**answer, "result": next(work)}), flush=True)
