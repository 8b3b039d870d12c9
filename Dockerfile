# The command line in a container: docker build -t training-preflight .
# It checks the folder that is mounted at /work: docker run --rm -v "$PWD:/work" training-preflight check .
FROM node:24-slim AS build
WORKDIR /source
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY . .
RUN mkdir /package && npm pack --pack-destination /package

FROM node:24-alpine
COPY --from=build /package /package
RUN npm install --global --ignore-scripts /package/*.tgz && rm -r /package/*
USER node
WORKDIR /work
ENTRYPOINT ["preflight"]
CMD ["check", "."]
