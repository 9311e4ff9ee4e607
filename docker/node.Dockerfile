# An image with the .NET 10 SDK on Debian; whoever builds chooses where it comes from.
ARG SDK_IMAGE
FROM ${SDK_IMAGE} AS built
RUN apt-get update \
    && apt-get install -y --no-install-recommends nodejs npm \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /opt/dai
COPY . .
# Builds the command line, the node and its dashboard, which is served from beside the node, and fetches the local chain
# once.
RUN node -e 'if (parseInt(process.versions.node) < 20) throw `Node ${process.versions.node} is older than 20`' \
    && ./dai --version && (cd governance && npm ci --ignore-scripts) \
    && (cd src/dashboard && npm ci --ignore-scripts && node node_modules/vite/bin/vite.js build) \
    && cp -r artifacts/dashboard src/DecentralizedAi.Node/bin/Release/net10.0/dashboard
VOLUME /var/lib/dai
STOPSIGNAL SIGTERM
ENTRYPOINT ["./dai"]
CMD ["up", "--nodes", "3", "--home", "/var/lib/dai"]

# The same with the CUDA 12 backend beside the one for processors; the image needs the libraries of CUDA 12, the host
# its driver. Asked for by name.
FROM built AS cuda
RUN dotnet build src/DecentralizedAi.Node -c Release -v quiet --nologo -p:UseCuda12=true

FROM built AS node
