/**
 * What the tests of one worker run against: the built app, with a sandbox of its own, or with a
 * real Logto that `npm run e2e:live` has prepared (target.ts).
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { setOrganizationTemplate } from '@logto-okta/sandbox/organization-template';
import { type Sandbox, sandboxApplication, startSandbox } from '@logto-okta/sandbox/sandbox';
import { connector, globexConnector, managementApplication } from '@logto-okta/sandbox/seed';
import { untilAnswers } from '@logto-okta/sandbox/tools/wait';
import { startNext } from '../scripts/next-process.ts';
import { organizationTemplate } from '../scripts/organization-template.ts';
import { freePort } from './ports.ts';
import { type Target, target, workerIndex } from './target.ts';

export { people } from './people.ts';
export type { Person } from './target.ts';

export type App = { url: string; log: () => string; stop: () => Promise<void> };
export type World = {
  app: App;
  logtoUrl: string;
  connectorId: string;
  /** E-mail domain of the company whose Okta it is. */
  companyDomain: string;
  /** Its name, which its organization and its connector have too. */
  companyName: string;
  /** Issuer of its Okta. */
  oktaUrl: string;
  /** Ids: the company's, and another, of which `alex` is an administrator. */
  organizations: { company: string; other: string };
  /** The app's own at Logto. */
  application: { id: string; secret: string };
  /** Of the app's API, where it isn't `<the app's address>/api`. */
  apiResource: string | undefined;
  /** For what an administrator does by Logto's Management API. */
  management: { appId: string; appSecret: string; resource?: string };
  /** Absent when the Logto is a real one: specs that change it must say why they skip. */
  sandbox: Sandbox | undefined;
  /** Begins the names of what tests make at Logto, so that a run can remove it; '' on the sandbox. */
  prefix: string;
  /**
   * Another instance of the app, with other settings, on a port of its own.
   * @param port where there is a proxy before it, which has the port that Logto knows.
   */
  startApp: (env?: Record<string, string>, port?: number) => Promise<App>;
  /**
   * What several tests of this worker use, made when the first one asks and ended with the world. Not
   * a fixture of the worker: tests with other ones of these would need a worker, and a world, anew.
   */
  shared: <T>(name: string, make: () => Promise<T>, end: (made: T) => Promise<void>) => Promise<T>;
  /** For what is no app of `startApp`'s: a port to whose address Logto may lead people back. */
  borrowPort: () => Promise<{ port: number; giveBack: () => void }>;
  stop: () => Promise<void>;
};

/** Secrets of the run are no business of the app's. */
const withoutRun = () =>
  Object.fromEntries(
    Object.keys(process.env)
      .filter((name) => name.startsWith('E2E_'))
      .map((name) => [name, undefined]),
  );

async function startApp(port: number, env: Record<string, string>): Promise<App> {
  const url = `http://localhost:${port}`;
  const next = startNext('start', port, {
    BASE_URL: url,
    LOGTO_SSO_CONNECTOR_ID: '',
    COOKIE_SECRET: randomBytes(32).toString('base64'),
    ...withoutRun(),
    ...env,
  });
  const ended = once(next.child, 'exit').then(() => {
    throw new Error('the app ended');
  });
  await Promise.race([untilAnswers(`${url}/icon.svg`, 30_000), ended]).catch((error: Error) => {
    throw new Error(`${error.message}\n${next.output()}`);
  });
  ended.catch(() => {});
  return { url, log: next.output, stop: next.stop };
}

function sharing() {
  const made = new Map<string, { value: Promise<unknown>; end: () => Promise<void> }>();
  const shared: World['shared'] = (name, make, end) => {
    const known = made.get(name);
    if (known) return known.value as ReturnType<typeof make>;
    const value = make();
    made.set(name, { value, end: async () => end(await value) });
    // The next test tries again.
    value.catch(() => made.delete(name));
    return value;
  };
  return {
    shared,
    /** Newest first: what was made later may use what was there. */
    async endAll() {
      for (const { end } of [...made.values()].reverse()) await end();
    },
  };
}

async function startSandboxWorld(): Promise<World> {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const sandbox = await startSandbox({ appUrls: [url] });
  setOrganizationTemplate(sandbox.logto.tenant, organizationTemplate);
  const settings = {
    LOGTO_ENDPOINT: sandbox.logto.url,
    LOGTO_APP_ID: sandboxApplication.id,
    LOGTO_APP_SECRET: sandboxApplication.secret,
    LOGTO_M2M_APP_ID: managementApplication.id,
    LOGTO_M2M_APP_SECRET: managementApplication.secret,
  };
  const app = await startApp(port, settings);
  const others: App[] = [];
  const { shared, endAll } = sharing();
  async function borrowPort() {
    const otherPort = await freePort();
    for (const { oidcClientMetadata } of sandbox.logto.tenant.applications.values()) {
      oidcClientMetadata.redirectUris.push(`http://localhost:${otherPort}/callback`);
      oidcClientMetadata.postLogoutRedirectUris.push(`http://localhost:${otherPort}/`);
    }
    return { port: otherPort, giveBack: () => {} };
  }
  return {
    app,
    logtoUrl: sandbox.logto.url,
    connectorId: connector.id,
    companyDomain: connector.domains[0] ?? '',
    companyName: connector.displayName,
    oktaUrl: sandbox.okta.url,
    organizations: {
      company: connector.jit.organizationId,
      other: globexConnector.jit.organizationId,
    },
    application: sandboxApplication,
    apiResource: undefined,
    management: { appId: managementApplication.id, appSecret: managementApplication.secret },
    sandbox,
    prefix: '',
    async startApp(env = {}, port) {
      const own = port ?? (await borrowPort()).port;
      const other = await startApp(own, { ...settings, ...env });
      others.push(other);
      return other;
    },
    borrowPort,
    shared,
    async stop() {
      await endAll();
      await Promise.all([app, ...others].map((one) => one.stop()));
      await sandbox.close();
    },
  };
}

/** At a real Logto redirect URIs are registered beforehand, so that ports are lent and given back. */
async function startLiveWorld(live: Target): Promise<World> {
  const free = [...(live.ports[workerIndex()] ?? [])];
  const started: App[] = [];
  const { shared, endAll } = sharing();
  async function borrowPort() {
    const port = free.shift();
    if (port === undefined) throw new Error('More apps at a time than ports are registered.');
    const giveBack = () => {
      if (!free.includes(port)) free.push(port);
    };
    return { port, giveBack };
  }
  async function start(env: Record<string, string>, inner?: number): Promise<App> {
    const { port, giveBack } = inner ? { port: inner, giveBack() {} } : await borrowPort();
    const app = await startApp(port, { ...live.app, ...env });
    const stop = async () => {
      await app.stop();
      giveBack();
    };
    started.push({ ...app, stop });
    return { ...app, stop };
  }
  const app = await start({});
  const { LOGTO_M2M_RESOURCE: resource } = live.app;
  return {
    app,
    logtoUrl: live.app.LOGTO_ENDPOINT ?? '',
    connectorId: live.connectorId,
    companyDomain: live.companyDomain,
    companyName: live.companyName,
    oktaUrl: live.oktaIssuer,
    organizations: live.organizations,
    application: { id: live.app.LOGTO_APP_ID ?? '', secret: live.app.LOGTO_APP_SECRET ?? '' },
    apiResource: live.app.API_RESOURCE,
    management: {
      appId: live.app.LOGTO_M2M_APP_ID ?? '',
      appSecret: live.app.LOGTO_M2M_APP_SECRET ?? '',
      ...(resource && { resource }),
    },
    sandbox: undefined,
    prefix: `${live.runId.replace('-', '_')}_`,
    startApp: (env = {}, port) => start(env, port),
    borrowPort,
    shared,
    stop: async () => {
      await endAll();
      await Promise.all(started.map((one) => one.stop()));
    },
  };
}

export async function startWorld(): Promise<World> {
  const live = target();
  return live ? startLiveWorld(live) : startSandboxWorld();
}
