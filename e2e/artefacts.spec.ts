/**
 * Reports of a run at real tenants hold no secret: a run that fails, with the reporters of such a
 * run, whose files are then searched as somebody would who has found them.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { PassThrough } from 'node:stream';

import { installedChromium } from '../scripts/browser.ts';
import { expect, test } from './fixtures.ts';
import { withheldFiles } from './live/artefacts.ts';
import { passOn } from './live/clean-output.ts';
import { redactor } from './live/redact.ts';
import { SECRETS_VARIABLE } from './live/secrets.ts';
import { isZip, unzip } from './live/zip.ts';

const PASSWORD = 'Pass-word-7Kq2&x';
const TOTP = 'JBSWY3DPEHPK3PXP';
const COOKIE = 'cookie-value-of-a-session';
const TOKEN = `eyJhbGciOiJFUzM4NCJ9.${'c2VjcmV0'.repeat(4)}.${'signature'.repeat(3)}`;
const SECRETS = { PASSWORD, TOTP, COOKIE, TOKEN };

/** Where which secret is to be found, inside archives and archives in pages too. */
function found(folder: string): string[] {
  const search = (content: Buffer, where: string): string[] => {
    if (isZip(content)) {
      return unzip(content).flatMap((one) => search(one.content, `${where}!${one.name}`));
    }
    const text = content.toString('latin1');
    const embedded = [...text.matchAll(/data:application\/zip;base64,([A-Za-z0-9+/=]+)/g)];
    return [
      ...embedded.flatMap(([, data = '']) => search(Buffer.from(data, 'base64'), `${where}!`)),
      ...Object.entries(SECRETS).flatMap(([name, secret]) =>
        [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)].some((it) =>
          text.includes(it),
        )
          ? [`${name} in ${where}`]
          : [],
      ),
    ];
  };
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .flatMap((path) => search(readFileSync(path), path.slice(folder.length)));
}

async function failingRun(folder: string, url: string, isClean: boolean) {
  mkdirSync(folder, { recursive: true });
  const out = join(folder, 'out');
  const reporters = [
    ...(isClean ? [[resolve('e2e/live/clean-reporter.ts')]] : []),
    ['list'],
    ['json', { outputFile: `${out}/e2e.json` }],
    ['junit', { outputFile: `${out}/junit.xml` }],
    ['html', { outputFolder: `${out}/report`, open: 'never' }],
  ];
  const use = {
    trace: 'on',
    screenshot: 'on',
    launchOptions: { executablePath: installedChromium(), args: ['--no-sandbox'] },
  };
  const config = { testDir: '.', outputDir: `${out}/artefacts`, reporter: reporters, use };
  writeFileSync(join(folder, 'playwright.config.ts'), `export default ${JSON.stringify(config)};`);
  writeFileSync(
    join(folder, 'failing.spec.ts'),
    `import { expect, test } from '@playwright/test';
test('fails', async ({ page }) => {
  console.log('signing in with ${PASSWORD}');
  await page.goto('${url}');
  await page.locator('[name=password]').fill('${PASSWORD}');
  await page.locator('[name=code]').fill('${TOTP}');
  await page.locator('button').click();
  await expect(page.locator('p')).toHaveText('not ${TOTP}', { timeout: 1000 });
});`,
  );
  const cli = createRequire(import.meta.url).resolve('@playwright/test/cli');
  const env = { ...process.env };
  // Of the run that this test is part of.
  for (const name of Object.keys(env)) {
    if (/^(TEST_|PW_|PLAYWRIGHT_|E2E_)/.test(name)) delete env[name];
  }
  env[SECRETS_VARIABLE] = JSON.stringify([PASSWORD, TOTP]);
  const child = spawn(process.execPath, [cli, 'test', '--config', folder], {
    env,
  });
  const printed = new PassThrough();
  const cleaner = redactor(isClean ? [PASSWORD, TOTP] : []);
  const passed = [child.stdout, child.stderr].map((from) => passOn(from, printed, cleaner));
  const [code] = await once(child, 'exit');
  await Promise.all(passed);
  return { out, code, printed: String(printed.read()) };
}

test('no secret in the reports of a failing run', async () => {
  test.setTimeout(120_000);
  const server = createServer((_req, res) => {
    res.writeHead(200, {
      'content-type': 'text/html',
      'set-cookie': `session=${COOKIE}; HttpOnly; Path=/`,
    });
    res.end(
      `<form method="post"><input name="password" type="password"><input name="code"><button>Go</button></form><p>${TOTP} ${TOKEN}</p>`,
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const folder = test.info().outputPath('inner');

    // What there is to find, so that a search that finds nothing means something.
    const plain = await failingRun(join(folder, 'plain'), url, false);
    const names = found(plain.out).map((one) => one.split(' ')[0]);
    expect(new Set(names)).toEqual(new Set(Object.keys(SECRETS)));

    const clean = await failingRun(join(folder, 'clean'), url, true);
    expect(clean.code).toBe(1);
    expect(withheldFiles(clean.out, [PASSWORD, TOTP])).toEqual([]);
    expect(found(clean.out)).toEqual([]);
    expect(clean.printed).toContain('signing in with [redacted]');
    expect(clean.printed).not.toContain(PASSWORD);
    expect(clean.printed).not.toContain(TOTP);
    // Still of use: the steps are there.
    const trace = readdirSync(clean.out, { recursive: true, encoding: 'utf8' }).find((name) =>
      name.endsWith('trace.zip'),
    );
    const entries = unzip(readFileSync(join(clean.out, trace ?? '')));
    expect(entries.map(({ content }) => content.toString()).join()).toContain('[redacted]');
  } finally {
    server.close();
    server.closeAllConnections();
  }
});
