# What `make build` makes, without what makes it: no compiler, no npm, no package installer.
FROM docker.io/library/python:3.12-slim-bookworm AS built
RUN apt-get update && apt-get install --yes --no-install-recommends make && rm -rf /var/lib/apt/lists/*
WORKDIR /srv/passage
COPY . .
# kernels are compiled once, here; the volume of the cache begins with them
ENV NUMBA_CACHE_DIR=/var/cache/passage
RUN make build && rm -rf node_modules tests bench && .venv/bin/python -m pip uninstall --yes pip

FROM docker.io/library/python:3.12-slim-bookworm
RUN useradd --system --uid 901 --home-dir /var/lib/passage --create-home passage
COPY --from=built /srv/passage /srv/passage
COPY --from=built --chown=passage /var/cache/passage /var/cache/passage
ENV NUMBA_CACHE_DIR=/var/cache/passage PASSAGE_HOME=/var/lib/passage PYTHONDONTWRITEBYTECODE=1
USER passage
WORKDIR /srv/passage
EXPOSE 8501
HEALTHCHECK --start-period=60s CMD [".venv/bin/python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8501/healthz', timeout=5)"]
CMD [".venv/bin/streamlit", "run", "app.py", "--server.address", "0.0.0.0", "--server.port", "8501", "--server.headless", "true"]
