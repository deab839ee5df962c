#!/usr/bin/env bash
# Question: how does `streamlit run` end after SIGTERM, for a plain script and for one that defines an `st.App`?
# Version:  streamlit 1.67.0, uvicorn 0.54.0, Python 3.11
# Behaviour: differently. The server of a plain script ends with status 0, and what `atexit` was told is done. An
#   `st.App` is served by uvicorn's own loop, which shuts down in order, lifespan hook included, and then raises the
#   signal again with the system's handler: the process dies by it, before `atexit`. Threads that `atexit` was to stop,
#   and files that it was to write, are left as they are, and whoever watches the status takes it for a failure.
# Output seen:
#   plain script: status 0, atexit done
#   st.App: status -15, lifespan done, atexit not done
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check streamlit==1.67.0 uvicorn==0.54.0
cd "$folder"
echo 'import streamlit as st; st.write("hello")' >plain.py
cat >app.py <<'PY'
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st


@asynccontextmanager
async def lifespan(app):
    yield
    Path("lifespan of app.py").touch()


app = st.App("plain.py", lifespan=lifespan)
PY
"$folder/venv/bin/python" - <<'PY'
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

SERVE = """
import atexit, sys
from pathlib import Path
from streamlit.web.cli import main
atexit.register(Path(f"atexit of {sys.argv[2]}").touch)
main()
"""


def ended(script):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    flags = [f"--server.port={port}", "--server.address=127.0.0.1", "--server.headless=true"]
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, "run", script, *flags, "--browser.gatherUsageStats=false"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for _ in range(300):
        try:
            if urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2).read() == b"ok":
                break
        except OSError:
            time.sleep(0.1)
    process.send_signal(signal.SIGTERM)
    status = process.wait(30)
    done = {what: Path(f"{what} of {script}").exists() for what in ("lifespan", "atexit")}
    return status, done["lifespan"], done["atexit"]


plain, app = ended("plain.py"), ended("app.py")
say = {True: "done", False: "not done"}
print(f"plain script: status {plain[0]}, atexit {say[plain[2]]}")
print(f"st.App: status {app[0]}, lifespan {say[app[1]]}, atexit {say[app[2]]}")
assert plain == (0, False, True), plain
assert app == (-signal.SIGTERM, True, False), app
PY
