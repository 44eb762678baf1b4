"""SciPy, MNE and scikit-learn on segments of EEG: one JSON request per line in, one JSON answer per line out."""

import json
import sys
import warnings
from pathlib import Path
from time import process_time

import mne
import numpy as np
from mne.decoding import CSP
from scipy.signal import butter, sosfiltfilt
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.svm import SVC

warnings.filterwarnings("ignore")
mne.set_log_level("ERROR")
directory = Path(sys.argv[1])
labels = None
print("ready", flush=True)

for line in sys.stdin:
    request = json.loads(line)
    if labels is None:
        labels = np.fromfile(directory / "labels.f64")
        raw = np.fromfile(directory / "segments.f64").reshape(request["shape"])
    sections = butter(request["order"], [8, 30], "bandpass", output="sos", fs=250)
    started = process_time()
    filtered = sosfiltfilt(sections, raw, axis=-1)
    filter_seconds = process_time() - started
    model = make_pipeline(CSP(4, reg=request["reg"]), SVC(kernel=request["kernel"]))
    started = process_time()
    predicted = cross_val_predict(model, filtered, labels, cv=StratifiedKFold(5))
    seconds = process_time() - started
    filtered.tofile(directory / "filtered.f64")
    CSP(4, reg=request["reg"]).fit_transform(filtered, labels).tofile(directory / "powers.f64")
    print(
        json.dumps({"filterSeconds": filter_seconds, "seconds": seconds, "predicted": predicted.tolist()}), flush=True
    )
