# One small image for every role: `docker build -t quartet .`, then `docker run quartet serve order …`.
#
# SWIFT_IMAGE   where the binary is built
# BINARY        the build stage, or an image that has /out/quartet already (docs/operations.md)
ARG SWIFT_IMAGE=swift:6.3-bookworm
ARG RUNTIME_IMAGE=debian:bookworm-slim
ARG BINARY=build

FROM ${SWIFT_IMAGE} AS build
RUN apt-get update \
  && apt-get install -y --no-install-recommends libargon2-dev libcrypt-dev libpq-dev libsodium-dev libsqlite3-dev pkg-config zlib1g-dev \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /src
# The dependencies change less often than the sources. (Package.resolved need not be there.)
COPY Package.* ./
RUN swift package resolve
COPY Sources Sources
COPY Tests Tests
RUN swift build -c release --static-swift-stdlib --product quartet \
  && install -D -s .build/release/quartet /out/quartet

FROM ${BINARY} AS binary

FROM ${RUNTIME_IMAGE}
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates curl libargon2-1 libpq5 libsodium23 libsqlite3-0 libstdc++6 zlib1g \
  && rm -rf /var/lib/apt/lists/* \
  && useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin quartet \
  && install -d -o quartet -g quartet -m 0700 /data
COPY --from=binary /out/quartet /usr/local/bin/quartet
# `quartet demo` reads its product list from here.
COPY examples /app/examples
WORKDIR /app
USER quartet
ENV QUARTET_DATA_DIR=/data QUARTET_HOST=0.0.0.0
VOLUME /data
# Of the gateway and of `up`; docker-compose.yml asks the services on their gRPC ports.
HEALTHCHECK --interval=10s --timeout=6s --start-period=20s --retries=3 \
  CMD ["quartet", "health", "--address", "http://127.0.0.1:8080"]
EXPOSE 8080 9101 9102 9103 9104 9464
ENTRYPOINT ["quartet"]
CMD ["up"]
