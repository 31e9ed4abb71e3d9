/** What the build contains: nothing of the sandbox, and for the browser nothing of the server. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sandboxApplication } from '@logto-okta/sandbox/sandbox';
import { connector, globexConnector, PASSWORD, secondApplication } from '@logto-okta/sandbox/seed';
import { expect, test } from './fixtures.ts';

const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(js|json|html|css|txt|map)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));

const sandboxOnly = [
  PASSWORD,
  sandboxApplication.secret,
  secondApplication.secret,
  connector.client.secret,
  globexConnector.client.secret,
  'oidc-provider',
  'A stand-in that runs on your machine',
];

test('the sandbox is in no file of the build', () => {
  const files = ['.next/server', '.next/static'].flatMap(filesIn);
  expect(files.length).toBeGreaterThan(20);
  for (const file of files) {
    const text = readFileSync(file, 'utf8');
    for (const secret of sandboxOnly)
      expect(text.includes(secret), `${secret} in ${file}`).toBe(false);
  }
});

test('the browser’s files hold no server code', () => {
  const files = filesIn('.next/static');
  expect(files.length).toBeGreaterThan(3);
  for (const file of files) {
    const text = readFileSync(file, 'utf8');
    for (const mark of [
      'LOGTO_APP_SECRET',
      'COOKIE_SECRET',
      'unsealData',
      'sign_in_failed',
      'codeVerifier',
    ]) {
      expect(text.includes(mark), `${mark} in ${file}`).toBe(false);
    }
  }
});
