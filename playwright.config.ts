import { defineConfig } from '@playwright/test';
import { canFilm } from './e2e/live/film.ts';
import { oktaSessions } from './e2e/live/okta-sessions.ts';
import { target } from './e2e/target.ts';
import { CHROMIUM_FLAGS, installedChromium } from './scripts/browser.ts';

const live = target();
const FOLDER = live ? 'test-results/live' : 'test-results';
const SKIPPED = { file: `${FOLDER}/skipped.txt` };

export default defineConfig({
  testDir: 'e2e',
  // Not vitest's *.test.ts.
  testMatch: '**/*.spec.ts',
  outputDir: live ? `${FOLDER}/artefacts` : undefined,
  // Each worker has a sandbox and an app of its own, so tests can't meet.
  fullyParallel: true,
  // On two cores a third one works while two wait.
  workers: live ? live.people.length : 3,
  forbidOnly: Boolean(process.env.CI),
  // A second try tells a race of the machine from a broken test; `npm test` counts both.
  retries: live ? 0 : 1,
  timeout: live ? 90_000 : 60_000,
  expect: { timeout: live ? 20_000 : 10_000 },
  reporter: live
    ? [
        // Before whoever writes files.
        ['./e2e/live/clean-reporter.ts'],
        ['list'],
        ['./e2e/live/skip-reporter.ts', SKIPPED],
        ['json', { outputFile: `${FOLDER}/e2e.json` }],
        ['junit', { outputFile: `${FOLDER}/junit.xml` }],
        ['html', { outputFolder: `${FOLDER}/report`, open: 'never' }],
      ]
    : [
        ['list'],
        ['./e2e/live/skip-reporter.ts', SKIPPED],
        ['json', { outputFile: `${FOLDER}/e2e.json` }],
      ],
  ...(live?.oktaOrgUrl && {
    projects: [
      { name: oktaSessions, testMatch: 'live/okta-sessions.setup.ts' },
      { name: 'suite', dependencies: [oktaSessions] },
    ],
  }),
  use: {
    browserName: 'chromium',
    locale: 'en-US',
    timezoneId: 'Europe/Berlin',
    screenshot: 'only-on-failure',
    // It doubles the cost of a test: here the second try is the one that is recorded.
    trace: live ? 'retain-on-failure' : 'on-first-retry',
    video: live && canFilm() ? 'retain-on-failure' : 'off',
    launchOptions: { executablePath: installedChromium(), args: CHROMIUM_FLAGS },
  },
});
