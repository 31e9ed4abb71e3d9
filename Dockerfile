# syntax=docker/dockerfile:1
# The app alone; compose.yaml adds a Logto, its Postgres, and Redis. See docs/deploy-container.md.

ARG NODE_IMAGE=node:24.21.0-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
ENV NEXT_TELEMETRY_DISABLED=1 \
    NEXT_OUTPUT=standalone
COPY package.json package-lock.json ./
COPY packages/clients/package.json packages/clients/
COPY packages/load/package.json packages/load/
COPY packages/sandbox/package.json packages/sandbox/
COPY packages/setup/package.json packages/setup/
RUN --mount=type=cache,target=/root/.npm npm ci --no-audit --no-fund
COPY . .
# Both are parts of the build, and of the image. With the same key the buttons of an open page work
# across deploys; the id, another one each time, tells an open page that it is older.
ARG NEXT_SERVER_ACTIONS_ENCRYPTION_KEY
ARG NEXT_DEPLOYMENT_ID
# Settings are read when the server starts, so the same image serves every environment.
RUN if [ -z "$NEXT_DEPLOYMENT_ID" ]; then unset NEXT_DEPLOYMENT_ID; fi; \
    if [ -z "$NEXT_SERVER_ACTIONS_ENCRYPTION_KEY" ]; then unset NEXT_SERVER_ACTIONS_ENCRYPTION_KEY; fi; \
    npm run build

FROM ${NODE_IMAGE} AS run
WORKDIR /app
ENV NODE_ENV=production \
    NEXT_TELEMETRY_DISABLED=1 \
    PORT=3000 \
    HOSTNAME=0.0.0.0 \
    SHUTDOWN_DRAIN_SECONDS=5
# Owned by root and run by somebody else: the app can change nothing of itself.
COPY --from=build /app/public ./public
COPY --from=build /app/.next/standalone ./
COPY --from=build /app/.next/static ./.next/static
USER node
EXPOSE 3000
STOPSIGNAL SIGTERM
# Liveness, not readiness: a Logto that is down must not have this container restarted.
HEALTHCHECK --interval=15s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/api/health`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# No shell in between: signals reach the server.
CMD ["node", "server.js"]
