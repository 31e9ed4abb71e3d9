/** Finds a Chromium for the end-to-end tests, or installs one by whichever way works here. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright';

const COMMANDS = [
  // Debian's name for Chromium without a window, which is all that tests need and half the work.
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'chrome.exe',
];
const USUAL_PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Path of a browser that is installed: named by `CHROMIUM_PATH`, Playwright's own, or the system's. */
export function installedChromium(): string | undefined {
  const onPath = (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => COMMANDS.map((command) => join(folder, command)));
  const candidates = [
    process.env.CHROMIUM_PATH,
    chromium.executablePath(),
    ...onPath,
    ...USUAL_PLACES,
  ];
  return candidates.find((path) => path && existsSync(path));
}

const run = (command: string, args: string[]) =>
  spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' }).status === 0;

/** Playwright's download first; as root on Debian or Ubuntu, the distribution's package after that. */
function install(): boolean {
  console.log('No Chromium found: installing the one that Playwright brings…');
  if (run('npx', ['playwright', 'install', 'chromium'])) return true;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return false;
  console.log('That did not work here: installing the package of this system…');
  return (
    run('apt-get', ['update']) &&
    run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'])
  );
}

/** @throws Error that says how to get a browser, when none is there and none could be installed. */
export function ensureChromium(): string {
  const found = installedChromium() ?? (install() ? installedChromium() : undefined);
  if (found) return found;
  throw new Error(
    'The end-to-end tests need Chromium. Install it (npx playwright install chromium, or your ' +
      "system's package), or name one: CHROMIUM_PATH=/path/to/chromium npm test",
  );
}

/** As root Chromium has no sandbox of its own; without a network its look-ups only make noise. */
export const CHROMIUM_FLAGS = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
