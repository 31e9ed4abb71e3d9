/**
 * What the tests of one worker run against: the built app, with a sandbox of its own, or with a
 * real Logto that `E2E_LOGTO_*` names (its Okta being the sandbox's, or any that it is set up for).
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import getPort from 'get-port';
import { type Sandbox, sandboxApplication, startSandbox } from '#sandbox/sandbox.ts';
import { connector, logtoUsers, oktaUsers, PASSWORD } from '#sandbox/seed.ts';
import { startNext } from '../scripts/next-process.ts';
import { untilAnswers } from '../scripts/wait.ts';

export type Person = { login: string; password: string; totpSecret?: string | undefined };
export type App = { url: string; log: () => string; stop: () => Promise<void> };
export type World = {
  app: App;
  logtoUrl: string;
  connectorId: string;
  /** Absent when the Logto is a real one: specs that change it must say why they skip. */
  sandbox: Sandbox | undefined;
  /** Another instance of the app, with other settings, on a port of its own. */
  startApp: (env?: Record<string, string>) => Promise<App>;
  stop: () => Promise<void>;
};

const oktaPerson = (login: string): Person => {
  const user = oktaUsers.find((one) => one.login === login);
  if (!user) throw new Error(`no ${login} in the seed`);
  return { login, password: PASSWORD, totpSecret: user.totpSecret };
};
export const people = {
  /** Has a password at Logto, under a user name. */
  alex: { login: logtoUsers[0]?.username ?? '', password: PASSWORD },
  suspended: { login: 'sam', password: PASSWORD },
  employee: oktaPerson('emma@acme.test'),
  employeeWithCode: oktaPerson('theo@acme.test'),
  /** Nobody else signs in as her, so that she can be new to Logto. */
  newcomer: oktaPerson('greta@acme.test'),
  withoutEmail: oktaPerson('vera@acme.test'),
  unassigned: oktaPerson('nina@acme.test'),
  deactivated: oktaPerson('dan@acme.test'),
};

async function startApp(port: number, env: Record<string, string>): Promise<App> {
  const url = `http://localhost:${port}`;
  const next = startNext('start', port, {
    BASE_URL: url,
    LOGTO_SSO_CONNECTOR_ID: '',
    COOKIE_SECRET: randomBytes(32).toString('base64'),
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

const external = () => process.env.E2E_LOGTO_ENDPOINT;

/** The app's port at a real Logto: its redirect URI is registered there. */
const externalPort = () => Number(process.env.E2E_APP_PORT ?? 3000);

export async function startWorld(): Promise<World> {
  const endpoint = external();
  const port = endpoint ? externalPort() : await getPort();
  const url = `http://localhost:${port}`;
  const sandbox = endpoint ? undefined : await startSandbox({ appUrls: [url] });
  const settings = {
    LOGTO_ENDPOINT: endpoint ?? sandbox?.logto.url ?? '',
    LOGTO_APP_ID: process.env.E2E_LOGTO_APP_ID ?? sandboxApplication.id,
    LOGTO_APP_SECRET: process.env.E2E_LOGTO_APP_SECRET ?? sandboxApplication.secret,
  };
  const app = await startApp(port, settings);
  const others: App[] = [];
  return {
    app,
    logtoUrl: settings.LOGTO_ENDPOINT,
    connectorId: process.env.E2E_CONNECTOR_ID ?? connector.id,
    sandbox,
    async startApp(env = {}) {
      const otherPort = await getPort();
      for (const application of sandbox?.logto.tenant.applications.values() ?? []) {
        application.redirectUris.push(`http://localhost:${otherPort}/callback`);
        application.postLogoutRedirectUris.push(`http://localhost:${otherPort}/`);
      }
      const other = await startApp(otherPort, { ...settings, ...env });
      others.push(other);
      return other;
    },
    async stop() {
      await Promise.all([app, ...others].map((one) => one.stop()));
      await sandbox?.close();
    },
  };
}
