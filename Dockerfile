# Two stages: the first has pip and makes the virtual environment, the second has Python and that environment alone.
FROM python:3.11-slim AS builder
# torch for processors alone; the build for graphics cards is several gigabytes larger.
ENV PIP_EXTRA_INDEX_URL=https://download.pytorch.org/whl/cpu \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1
WORKDIR /source
RUN python -m venv /opt/communique
COPY pyproject.toml README.md .constraints.txt ./
COPY corpus corpus
COPY index index
COPY service service
RUN /opt/communique/bin/pip install --constraint .constraints.txt .

FROM python:3.11-slim
RUN useradd --uid 10001 --create-home communique \
    && mkdir /data \
    && chown communique:communique /data
COPY --from=builder /opt/communique /opt/communique
# HF_HUB_OFFLINE=1: nothing is downloaded. With 0, a hub model that COMMUNIQUE_MODEL names is fetched once, into the volume.
ENV PATH=/opt/communique/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    COMMUNIQUE_DATA=/data \
    COMMUNIQUE_HOST=0.0.0.0 \
    HF_HUB_OFFLINE=1 \
    HF_HOME=/data/models
USER communique
WORKDIR /home/communique
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen(f\"http://127.0.0.1:{os.environ.get('COMMUNIQUE_PORT', '8000')}/healthz\", timeout=4)"]
ENTRYPOINT ["communique"]
CMD ["serve"]
