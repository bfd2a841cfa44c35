# What seldom changes comes first: a change of one line of code repeats the last step of `code` and copies its few megabytes
# into the image; the libraries are layers below, neither made nor sent anew.
ARG PYTHON_IMAGE=python:3.11-slim

# The list of libraries, in a stage of its own: of pyproject.toml nothing else is to have them installed anew.
FROM ${PYTHON_IMAGE} AS needs
# Further parts of communique, separated by commas: "mcp,llm,models".
ARG EXTRAS=""
WORKDIR /needs
COPY pyproject.toml .constraints.txt ./
RUN python -c "import sys, tomllib; \
project = tomllib.load(open('pyproject.toml', 'rb'))['project']; \
extras = [project['optional-dependencies'][name] for name in sys.argv[1].split(',') if name]; \
print(*project['dependencies'], *sum(extras, []), sep='\n')" "${EXTRAS}" > dependencies.txt \
    && touch --date=@0 dependencies.txt

# pip and what builds ours; the stages below borrow it, and it stays out of the image.
FROM ${PYTHON_IMAGE} AS tools
ENV PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/tools && /opt/tools/bin/python -m pip install 'pip>=25' 'hatchling>=1.27'

FROM tools AS code
WORKDIR /source
# The environment is for the first line of the console command, which names its Python.
RUN python -m venv --without-pip /opt/communique
COPY pyproject.toml README.md LICENSE communique.py ./
COPY corpus corpus
COPY index index
COPY service service
RUN /opt/tools/bin/pip wheel --no-deps --no-build-isolation --wheel-dir /wheel . \
    && /opt/tools/bin/pip --python /opt/communique/bin/python install --no-deps --no-index --prefix /installed /wheel/*.whl

FROM ${PYTHON_IMAGE}
RUN groupadd --gid 10001 communique \
    && useradd --uid 10001 --gid 10001 --create-home communique \
    && mkdir /data \
    && chown 10001:10001 /data \
    && python -m venv --without-pip /opt/communique
COPY --from=needs /needs /needs
# Only where EXTRAS has "models": an index that has the builds of torch for processors alone. "+cpu" stands for itself: without
# that index the build fails, and never brings gigabytes for graphics cards instead.
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu
RUN --mount=type=bind,from=tools,source=/opt/tools,target=/opt/tools \
    if grep --quiet '^torch==' /needs/dependencies.txt; then \
    /opt/tools/bin/pip --python /opt/communique/bin/python install --no-cache-dir \
    --no-deps --index-url ${TORCH_INDEX} torch==2.13.0+cpu; fi
RUN --mount=type=bind,from=tools,source=/opt/tools,target=/opt/tools \
    /opt/tools/bin/pip --python /opt/communique/bin/python install --no-cache-dir \
    --constraint /needs/.constraints.txt --requirement /needs/dependencies.txt \
    && /opt/tools/bin/pip --python /opt/communique/bin/python check
# Copied, not mounted: some builders take a step for done already though what is mounted has changed.
COPY --from=code /installed /opt/communique
# HF_HUB_OFFLINE=1: nothing is downloaded. With 0, a hub model that COMMUNIQUE_MODEL names is fetched once, into the volume.
# The three that follow it: nothing is told to the makers of libraries (docs/trust.md).
ENV PATH=/opt/communique/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    COMMUNIQUE_DATA=/data \
    COMMUNIQUE_HOST=0.0.0.0 \
    HF_HUB_OFFLINE=1 \
    HF_HUB_DISABLE_TELEMETRY=1 \
    ORT_DISABLE_TELEMETRY=1 \
    DO_NOT_TRACK=1 \
    HF_HOME=/data/models
# By number: Kubernetes cannot tell that a name is not root.
USER 10001:10001
WORKDIR /home/communique
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 CMD ["communique", "health"]
ENTRYPOINT ["communique"]
CMD ["serve"]
# At the end: a new revision makes no layer anew.
ARG REVISION="unknown"
LABEL org.opencontainers.image.title="Communiqué" \
      org.opencontainers.image.description="Answers questions over press releases with verbatim quotes and exact citations, or says that the releases do not say." \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.revision="${REVISION}"
