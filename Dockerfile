# Two stages: dependencies are built with pip and its caches, the image that runs has neither.
FROM python:3.12-slim AS build
WORKDIR /build
COPY requirements.lock .
RUN python -m venv /venv \
    && /venv/bin/python -m pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.lock

FROM python:3.12-slim
RUN useradd --system --uid 10001 --create-home --home-dir /home/steunwijzer steunwijzer
WORKDIR /srv/steunwijzer
COPY --from=build /venv /venv
COPY app app
COPY migrations migrations
COPY seed seed
RUN /venv/bin/python -m compileall -q app migrations && mkdir /data && chown steunwijzer /data
USER steunwijzer
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    STEUNWIJZER_HOST=0.0.0.0 \
    STEUNWIJZER_DATABASE_URL=sqlite:////data/steunwijzer.db
EXPOSE 8000
VOLUME /data
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import httpx; httpx.get('http://127.0.0.1:8000/health').raise_for_status()"]
CMD ["sh", "-c", "python -m app migrate && python -m app seed && exec python -m app serve"]
