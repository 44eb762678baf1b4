"""pypiserver, which ends when it is asked to.

The first process of a container gets no signal that it has not asked for, and nobody asks for SIGTERM here.
"""

import runpy
import signal
import sys

# waitress finishes what it has begun to answer.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
runpy.run_module("pypiserver", run_name="__main__")
