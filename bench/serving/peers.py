"""Trains scikit-learn's gradient boosting on the features and targets of FOLDER, and saves it for both peers."""

import json
import sys
from pathlib import Path

import joblib
import mlflow.sklearn
import numpy
from sklearn.ensemble import HistGradientBoostingRegressor

folder = Path(sys.argv[1])
columns, iterations, leaves = (int(argument) for argument in sys.argv[2:5])
rate = float(sys.argv[5])
features = numpy.fromfile(folder / "features.f64").reshape(-1, columns)
targets = numpy.fromfile(folder / "targets.f64")
model = HistGradientBoostingRegressor(
    loss="poisson",
    learning_rate=rate,
    max_iter=iterations,
    max_leaf_nodes=leaves,
    early_stopping=False,
)
model.fit(features, targets)

mlserver = folder / "mlserver"
mlserver.mkdir()
joblib.dump(model, mlserver / "model.joblib")
settings = {
    "name": "bikes",
    "implementation": "mlserver_sklearn.SKLearnModel",
    "parameters": {"uri": "./model.joblib", "version": "1"},
}
(mlserver / "model-settings.json").write_text(json.dumps(settings))
trees = "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor"
mlflow.sklearn.save_model(model, folder / "mlflow", skops_trusted_types=[trees])
