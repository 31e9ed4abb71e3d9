/**
 * What may stand between a test and Okta's next step, in a sentence: a test org has settings that
 * keep automation out, and a timeout on a locator names none of them.
 */
import type { Locator, Page } from '@playwright/test';

/** Long enough for a slow org; shorter than a test. Milliseconds. */
const PATIENCE = 20_000;

const CAPTCHA =
  'iframe[src*="hcaptcha.com"], iframe[src*="recaptcha"], .h-captcha, .g-recaptcha, [data-se="captcha-container"]';

type Obstacle = {
  shows: (page: Page) => Locator;
  says: string;
  /** It is a step of its own, so that an alert beside it is about this and not about the last one. */
  isStep?: true;
};
/** In the order of how sure they are. `[data-se]` and field names hold in every language. */
const OBSTACLES: Obstacle[] = [
  {
    shows: (page) => page.locator(CAPTCHA),
    says: 'a CAPTCHA. Switch it off for the test org (Security > General > CAPTCHA integration)',
  },
  {
    shows: (page) => page.getByText(/unusual (activity|traffic)|verify you are human|\bbots?\b/i),
    says: 'its bot protection. Put the address of this machine into the zone DefaultExemptIpZone (Security > Networks)',
  },
  {
    shows: (page) =>
      page.locator(
        '[data-se="authenticator-enroll-list"], .authenticator-enroll-list, form[data-se="select-authenticator-enroll"]',
      ),
    isStep: true,
    says: 'enrolment of another factor. Give the run’s application a sign-in policy that asks for a password only: E2E_OKTA_POLICY_ID',
  },
  {
    shows: (page) =>
      page.locator('input[name="credentials.newPassword"], input[name="newPassword"]'),
    isStep: true,
    says: 'a new password, because this one has expired',
  },
  {
    shows: (page) =>
      page.locator(
        '[data-se="okta_verify-push"], [data-se="send-push"], .okta-verify-send-push-form',
      ),
    isStep: true,
    says: 'a push notification, which nobody here can answer. Take a password-only policy (E2E_OKTA_POLICY_ID) or one-time codes',
  },
  {
    shows: (page) =>
      page.locator('[data-se="authenticator-verify-list"], .authenticator-verify-list'),
    isStep: true,
    says: 'a choice of factors without Google Authenticator',
  },
  {
    shows: (page) => page.getByText(/too many requests|\b429\b|rate limit/i),
    says: 'its rate limit. Run with one worker, and wait a minute',
  },
];

/** @throws Error that says what Okta shows instead. */
export async function untilShown(
  page: Page,
  wanted: Locator,
  step: string,
  patience = PATIENCE,
): Promise<void> {
  try {
    await untilVisible(wanted, patience);
  } catch {
    throw new Error(`Okta should show ${step}, but ${await whatItShows(page)}`);
  }
}

/**
 * After a click that may be the last one: waits until the browser is past Okta's sign-in, or shows
 * what the caller knows. Obstacles are looked for when that doesn't come, and not at once: some of
 * them, a CAPTCHA's badge for example, are on pages that go on by themselves.
 * @param known with alerts among it.
 * @throws Error that says what Okta shows instead.
 */
export async function untilPast(
  page: Page,
  isPast: (url: URL) => boolean,
  known: Locator,
  patience = PATIENCE,
): Promise<void> {
  try {
    await Promise.any([
      page.waitForURL(isPast, { waitUntil: 'commit', timeout: patience }),
      untilVisible(known, patience),
    ]);
  } catch {
    throw new Error(`Okta should be done, but ${await whatItShows(page)}`);
  }
  const alert = page.locator('[role="alert"]').filter({ visible: true });
  if (isPast(new URL(page.url())) || (await alert.count()) === 0) return;
  const obstacle = await findObstacle(page, ({ isStep }) => isStep === true);
  if (obstacle) throw new Error(`Okta should be done, but shows ${obstacle.says}.`);
}

/** Pages keep hidden ones of most things, which may come first. */
const untilVisible = (wanted: Locator, timeout: number) =>
  wanted.filter({ visible: true }).first().waitFor({ timeout });

async function findObstacle(page: Page, isMeant: (one: Obstacle) => boolean = () => true) {
  for (const obstacle of OBSTACLES.filter(isMeant)) {
    if (await obstacle.shows(page).first().isVisible()) return obstacle;
  }
  return undefined;
}

async function whatItShows(page: Page): Promise<string> {
  const where = new URL(page.url());
  const obstacle = await findObstacle(page);
  if (obstacle) return `shows ${obstacle.says}.`;
  const alerts = await texts(page.locator('[role="alert"]'));
  if (alerts.length > 0) return `says: ${alerts.join(' ')}`;
  const headings = await texts(page.locator('h1, h2'));
  const fields = await page
    .locator('input:visible')
    .evaluateAll((all) => all.map((one) => one.getAttribute('name') ?? one.getAttribute('type')));
  return `shows a page that this suite doesn't know, at ${where.host}${where.pathname}: ${headings.join(' / ') || 'no heading'}; fields: ${fields.join(', ') || 'none'}.`;
}

const texts = async (locator: Locator) =>
  (await locator.filter({ visible: true }).allInnerTexts())
    .map((text) => text.trim().replace(/\s+/g, ' '))
    .filter(Boolean)
    .slice(0, 3);
