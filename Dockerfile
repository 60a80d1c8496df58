# One image for a JupyterHub, where each person has a server of their own, and for one Voilà that
# many share behind a login: docs/howto/serving.md has both commands.
#   docker build -t sleep-explorer .
FROM python:3.12-slim
RUN apt-get update -qq && apt-get install -qq -y --no-install-recommends git \
    && rm -rf /var/lib/apt/lists/* && useradd --create-home --uid 1000 jovyan
COPY --chown=jovyan . /srv/explorer
WORKDIR /srv/explorer
# git's history, which is copied too, says the version; jupyterhub has the server that a hub starts.
RUN git config --system --add safe.directory /srv/explorer \
    && pip install --no-cache-dir --require-hashes -r requirements.lock \
    && pip install --no-cache-dir --no-deps . && pip install --no-cache-dir "jupyterhub>=5"
USER jovyan
WORKDIR /home/jovyan
RUN cp -r /srv/explorer/notebooks . \
    && python -P -c "from explorer.first_start import prepare; prepare()"
ENV MALLOC_ARENA_MAX=2 MALLOC_TRIM_THRESHOLD_=4194304 MALLOC_MMAP_THRESHOLD_=4194304
EXPOSE 8888 8866
CMD ["jupyterhub-singleuser"]
