# Two stages: the first installs the packages and thins them out, the second holds what runs and no tool that builds.

FROM python:3.11-slim AS packages

# binutils has strip. It stays in this stage, and any version does, so none is pinned.
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install --yes --no-install-recommends binutils \
 && rm -rf /var/lib/apt/lists/*

WORKDIR /build
COPY requirements.lock cluster.lock ./
# docker build --build-arg CLUSTER=1: with what a Dask cluster needs, for dashboard, scheduler and workers.
ARG CLUSTER=""
RUN python -m venv --without-pip /opt/venv \
 && python -m pip --python /opt/venv/bin/python install --no-cache-dir --no-compile \
    --require-hashes --only-binary :all: --requirement requirements.lock ${CLUSTER:+--requirement cluster.lock}

# What the dashboard never loads. None of it is imported by what stays (pydeck's and plotly's folders here are for
# Jupyter); of pyarrow go the network protocols Flight and S3 and the second and third copy of a library.
WORKDIR /opt/venv/lib/python3.11/site-packages
RUN find . -type d -name tests -prune -exec rm -rf {} + \
 && find . -type f \( -name '*.c' -o -name '*.cc' -o -name '*.cpp' -o -name '*.h' -o -name '*.hpp' -o -name '*.tp' \
    -o -name '*.pyx' -o -name '*.pxd' -o -name '*.pxi' -o -name '*.pyi' -o -name '*.a' -o -name '*.js.map' \) -delete \
 && rm -rf /opt/venv/share /opt/venv/etc /opt/venv/include \
    matplotlib/mpl-data/sample_data \
    plotly/labextension plotly/package_data/widgetbundle.js \
    pyarrow/include pyarrow/*flight* pyarrow/libarrow_s3.* pyarrow/_s3fs.* pyarrow/_pyarrow_cpp_tests.* \
    pyarrow/libarrow_python*.so pyarrow/libarrow_python*.so.*.*.* \
    pydeck/nbextension/static \
# Libraries that a wheel brings from elsewhere (*.libs) have been edited after linking; strip could break those.
 && find . -type f -name '*.so*' -not -path './*.libs/*' -exec strip --strip-unneeded {} + \
# The image never changes, so Python need not compare the compiled files with their sources.
 && python -m compileall -q -j 0 --invalidation-mode unchecked-hash .


FROM python:3.11-slim

LABEL org.opencontainers.image.title="Churn dashboard" \
      org.opencontainers.image.description="Train a churn model on demand and score customers" \
      org.opencontainers.image.licenses="MIT"

# No installer either: the packages are complete, and what is not there cannot be abused.
RUN useradd --uid 10001 --create-home --shell /usr/sbin/nologin churn \
 && rm -rf /usr/local/lib/python3.11/site-packages /usr/local/lib/python3.11/ensurepip \
    /usr/local/bin/pip* /usr/local/bin/wheel

ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1

WORKDIR /app
COPY --from=packages /opt/venv /opt/venv
COPY LICENSE dashboard.py ./
COPY .streamlit .streamlit
COPY churn churn
# Writable, for the table that `python -m churn download` or the page fetches.
COPY --chown=churn:churn data data

# The thinned packages have to train, draw and serve, or there is no image. This also compiles the parts of the standard
# library that they import, which the base image leaves out: the user below may not, and every start would. The project's
# files may come from a folder that only its owner can read; the user below must.
RUN chmod -R a+rX . \
 && python -m compileall -q --invalidation-mode unchecked-hash churn \
 && python -m churn report --data data/sample.csv --out /tmp/brief.html \
 && python -c "import churn.ui.body, churn.ui.serving, kagglehub, optuna, plotly.graph_objects, pyarrow.parquet, python_calamine, \
    scipy.stats, streamlit.web.bootstrap, uvicorn" \
 && rm -rf /tmp/*

# churn, as a number: whoever runs the image can see that it isn't root without asking the image.
USER 10001
EXPOSE 8501
STOPSIGNAL SIGTERM

# Another port: docker run --env STREAMLIT_SERVER_PORT=8080. Every path answers 200, so the body decides.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import http.client, os, sys; server = http.client.HTTPConnection('127.0.0.1', int(os.environ.get('STREAMLIT_SERVER_PORT', '8501')), timeout=4); server.request('GET', '/_stcore/health'); sys.exit(server.getresponse().read() != b'ok')"]

# browser.serverAddress is only what the log says; without it, Streamlit asks a host outside for this one's address.
CMD ["streamlit", "run", "dashboard.py", "--server.address=0.0.0.0", "--browser.serverAddress=localhost"]
