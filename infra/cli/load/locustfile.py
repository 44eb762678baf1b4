"""One request, again and again; prints what was measured as JSON on the last line, in the shape of LoadResult."""

import json
import os
from collections import Counter

from locust import FastHttpUser, constant_throughput, events, task

PATH = os.environ["LOAD_PATH"]
BODY = open(os.environ["LOAD_BODY_FILE"], "rb").read()
PER_USER = float(os.environ.get("LOAD_PER_USER", "0"))

latencies = []
failures, by_version, by_replica = Counter(), Counter(), Counter()


class Client(FastHttpUser):
    if PER_USER > 0:
        wait_time = constant_throughput(PER_USER)

    @task
    def predict(self):
        self.client.post(PATH, data=BODY, headers={"content-type": "application/json"})


@events.request.add_listener
def count(response_time, response, exception, **_):
    status = getattr(response, "status_code", 0)
    if status:
        latencies.append(response_time)
    if exception is not None or status != 200:
        failures[f"status {status}" if status else type(exception).__name__] += 1
        return
    by_version[response.headers.get("model-version", "unknown")] += 1
    by_replica[response.headers.get("served-by", "unknown")] += 1


@events.quitting.add_listener
def report(environment, **_):
    latencies.sort()
    at = lambda share: round(latencies[int(share * (len(latencies) - 1))], 2) if latencies else 0
    total = environment.stats.total
    print(json.dumps({
        "sent": total.num_requests,
        "failed": sum(failures.values()),
        "seconds": total.last_request_timestamp - total.start_time if total.last_request_timestamp else 0,
        "latencies": {"p50": at(0.5), "p90": at(0.9), "p99": at(0.99), "max": at(1)},
        "failures": failures,
        "byVersion": by_version,
        "byReplica": by_replica,
    }))
    environment.process_exit_code = 0
