/** Names of a tenant and an org that take over a terminal: nothing of them reaches it. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jsonText, printable, printableLines } from '../printable.ts';
import { envOf, FLAGS, OKTA_TOKEN } from './doctor/world.ts';
import { PRODUCT_NAME } from './product.ts';
import { settingsOf, setUp, startWorld, type World } from './world.ts';

const ESC = '\u001b';
/** Clears the screen, names the window, copies to the clipboard, hides, turns round, forges a line. */
const HOSTILE = `${ESC}[2J${ESC}]0;owned\u0007${ESC}]52;c;b3duZWQ=${ESC}\\${ESC}[8m\u009b1A\u202eevil\u2066\r\nFORGED line\u2028FORGED too`;
const OURS = new RegExp(`${ESC}\\[(?:1|2|22|3[1-6]|39)m`, 'g');
/** All but the line feed. */
const CONTROLS = /(?!\n)[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;

describe('printable', () => {
  it.each([
    [HOSTILE, ' evil FORGED line FORGED too'],
    [`a${ESC}[31mred${ESC}[0mb`, 'aredb'],
    [`a${ESC}]8;;https://evil.test\u0007link${ESC}]8;;\u0007`, 'alink'],
    [`a${ESC}`, 'a'],
    ['\u009d0;title\u009cz', 'z'],
    ['Zürich สวัสดี 🙂 👩‍💻', 'Zürich สวัสดี 🙂 👩‍💻'],
  ])('%j', (text, expected) => {
    expect(printable(text)).toBe(expected);
  });

  it('keeps the lines that are ours, and JSON whole', () => {
    expect(printableLines(`one\n${ESC}[2Jtwo`)).toBe('one\ntwo');
    expect(jsonText(HOSTILE)).not.toMatch(CONTROLS);
    expect(JSON.parse(jsonText(HOSTILE))).toBe(HOSTILE);
  });
});

describe('a tenant and an org full of such names', () => {
  let world: World;
  let folder: string;
  let envFile: string;
  beforeAll(async () => {
    world = await startWorld();
    folder = await mkdtemp(join(tmpdir(), 'hostile-'));
    envFile = join(folder, '.env.local');
    await setUp(settingsOf(world, FLAGS));
    await writeFile(
      envFile,
      Object.entries({ ...envOf(world), OKTA_ORG_URL: world.okta.url })
        .map(([name, value]) => `${name}=${value}\n`)
        .join(''),
    );
    const { tenant } = world.logto;
    for (const [id, application] of tenant.applications) {
      application.name += HOSTILE;
      // A second one: setup has to ask which is meant.
      if (application.type === 'Traditional') {
        tenant.applications.set('twin', { ...structuredClone(application), id: 'twin' });
        tenant.applications.set(id, application);
      }
    }
    for (const all of [tenant.organizations, tenant.organizationRoles, tenant.resources] as Map<
      string,
      { name: string }
    >[]) {
      for (const one of all.values()) one.name += HOSTILE;
    }
    for (const connector of tenant.connectors.values()) {
      connector.connectorName += HOSTILE;
      connector.branding = { displayName: HOSTILE };
      connector.config = { ...connector.config, issuer: `${world.okta.url}/${HOSTILE}` };
      connector.domains = [HOSTILE];
    }
    for (const app of world.okta.apps.all()) app.label = `${app.label}${HOSTILE}`;
  });
  afterAll(async () => {
    await world.close();
    await rm(folder, { recursive: true });
  });

  const config = async () => {
    const path = join(folder, 'sso.config.json');
    const companies = [{ name: `Umbrella${HOSTILE}`, domains: ['umbrella.test'] }];
    await writeFile(
      path,
      JSON.stringify({ app: { name: `${PRODUCT_NAME}${HOSTILE}` }, companies }),
    );
    return path;
  };
  async function run(script: string, args: string[]) {
    const child = spawn('node', ['--', `scripts/${script}.ts`, '--env-file', envFile, ...args], {
      env: {
        PATH: process.env.PATH,
        FORCE_COLOR: '1',
        OKTA_API_TOKEN: OKTA_TOKEN,
      } as unknown as NodeJS.ProcessEnv,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (out += chunk));
    await new Promise((done) => child.once('close', done));
    return out;
  }

  it.each([
    ['setup: the plan', 'setup', ['--dry-run', '--verbose']],
    ['setup: the plan as JSON', 'setup', ['--dry-run', '--json']],
    ['setup: a run and its audit log', 'setup', ['--yes', '--app-id', 'twin', '--audit-log', '-']],
    ['setup: --admin', 'setup', ['--admin', HOSTILE, '--yes']],
    ['setup: --destroy, asking which', 'setup', ['--destroy', '--dry-run']],
    ['setup: --destroy', 'setup', ['--destroy', '--dry-run', '--app-id', 'twin']],
    ['doctor: the report', 'doctor', ['--verbose']],
    ['doctor: the report as JSON', 'doctor', ['--json']],
    ['doctor: --fix', 'doctor', ['--fix', '--yes']],
  ])('%s', async (_what, script, args) => {
    const out = await run(script, [...args, '--config', await config()]);
    // It had something to say of them.
    expect(out).toContain('evil');
    expect(out.replaceAll(OURS, '')).not.toMatch(CONTROLS);
    expect(out).not.toMatch(/^ {0,2}FORGED/m);
  });
});
