/** What the app is told at its start. */
import { APPLICATION_SETTINGS } from '../outcome.ts';
import type { Facts } from './facts.ts';
import { error, FIX, type Finding, ok, warn } from './finding.ts';

const nameOf = (problem: string) => problem.split(' ')[0] ?? '';
/** What setup can fill in. */
const FIXED = new Set(['LOGTO_APP_ID', 'LOGTO_APP_SECRET', 'COOKIE_SECRET']);
const HOW_TO_MAKE_A_SECRET = 'openssl rand -base64 32';

export function checkSettings(facts: Facts): Finding[] {
  return [
    ...valid(facts),
    secretStrength(facts),
    ...envFile(facts),
    guard(facts),
    ...companies(facts),
  ];
}

function valid({ settings, tenant }: Facts): Finding[] {
  const problems = settings.problems.filter((one) => nameOf(one) !== 'COOKIE_SECRET');
  if (problems.length === 0) return [ok('settings.valid', 'Settings are complete')];
  if (APPLICATION_SETTINGS.every((name) => !settings.values[name])) return [notConnected(settings)];
  return problems.map((problem) => {
    const name = nameOf(problem);
    const fixable = FIXED.has(name) && tenant.state === 'known';
    return error('settings.valid', `${name} has to be fixed`, {
      about: name,
      cause: problem,
      consequence: 'The app does not start.',
      fix: fixable
        ? `${FIX}, or write it into ${settings.envFile}.`
        : `Write it into ${settings.envFile}, or where your host keeps settings.`,
      docs: '.env.local.example',
      ...(fixable && { fixable }),
    });
  });
}

/** One finding for what would be three, and four more that follow from it. */
const notConnected = ({ envFile }: Facts['settings']) =>
  error('settings.valid', 'This app is connected to no Logto', {
    cause: `Neither ${envFile} nor the environment has ${APPLICATION_SETTINGS.join(', ')}.`,
    consequence: 'npm run dev works with the sandbox; a build does not start.',
    fix: 'npm run setup',
    docs: 'docs/setup-logto.md',
  });

/** The same short piece over and over: long, with enough different characters, and guessed at once. */
const isRepeated = (secret: string) => /^(.{1,24}?)\1+$/.test(secret);
/** From this repository, from examples, from people in a hurry. */
const KNOWN = /not-a-secret|change.?me|password|example|abcdefghij|0123456789/i;

function secretStrength({ settings }: Facts): Finding {
  const id = 'settings.secret-strength';
  const { values, problems, envFile } = settings;
  const secret = values.COOKIE_SECRET ?? '';
  const { LOGTO_APP_SECRET, LOGTO_M2M_APP_SECRET } = values;
  const isBorrowed = secret !== '' && [LOGTO_APP_SECRET, LOGTO_M2M_APP_SECRET].includes(secret);
  const weak = secret.split(',').some((one) => {
    const bare = one.trim().replace(/^\d{1,9}:/, '');
    return isRepeated(bare) || KNOWN.test(bare);
  });
  const cause =
    problems.find((one) => nameOf(one) === 'COOKIE_SECRET') ??
    (weak ? 'COOKIE_SECRET is easy to guess.' : undefined) ??
    (isBorrowed ? 'COOKIE_SECRET is the same as another secret.' : undefined);
  if (!cause) return ok(id, 'COOKIE_SECRET is long and random');
  return error(id, 'COOKIE_SECRET is missing or weak', {
    cause,
    consequence:
      'Without a good one the app does not start, or whoever guesses it can sign in as anybody.',
    fix: `${FIX}, or put the output of "${HOW_TO_MAKE_A_SECRET}" into ${envFile}. Where people are signed in already, number the secrets: docs/sessions.md.`,
    docs: 'docs/sessions.md',
    fixable: true,
  });
}

function envFile({ settings }: Facts): Finding[] {
  const id = 'settings.env-file';
  const { envFile: file, envFileMode: mode, envFileProblem } = settings;
  if (envFileProblem) {
    return [
      error(id, `${file} can't be read`, {
        cause: envFileProblem,
        consequence: 'The app does not start. What follows is about the environment alone.',
        fix: `Correct ${file}, then run this again.`,
        docs: 'docs/doctor.md',
      }),
    ];
  }
  if (mode === undefined) return [];
  if ((mode & 0o077) === 0) return [ok(id, `${file} is readable by its owner alone`)];
  return [
    warn(id, `${file} is readable by others`, {
      cause: `Its permissions are ${(mode & 0o777).toString(8)}.`,
      consequence: 'Everybody with an account on this machine can read its secrets.',
      fix: `${FIX}, or chmod 600 ${file}`,
      fixable: true,
    }),
  ];
}

function guard({ settings: { values, envFile: file } }: Facts): Finding {
  const id = 'settings.guard';
  if (values.LOGTO_M2M_APP_ID && values.LOGTO_M2M_APP_SECRET) {
    return ok(id, 'The SSO guard is on');
  }
  return warn(id, 'THE SSO GUARD IS OFF', {
    cause: 'LOGTO_M2M_APP_ID and LOGTO_M2M_APP_SECRET are not set.',
    consequence:
      "A company's Okta can sign in as anybody by asserting their e-mail address, and people of a company can go round its Okta with a user name and password. Logto prevents neither.",
    fix: `Logto Console > Applications > Create application > Machine-to-machine, with the role "Logto Management API access"; App ID and App secret into ${file}.`,
    docs: 'docs/decisions/sso-guard.md',
  });
}

function companies({ settings, tenant }: Facts): Finding[] {
  const id = 'settings.companies';
  const findings = settings.setupProblems.map((problem) =>
    error(id, 'What setup is asked to do has a mistake', {
      cause: problem,
      consequence: 'What is wrong with this company can neither be found nor fixed.',
      fix: 'Correct sso.config.ts, or the option or variable named above.',
      docs: 'docs/setup-logto.md',
    }),
  );
  if (tenant.state !== 'known') return findings;
  const { LOGTO_SSO_CONNECTOR_ID, SSO_COMPANIES = '' } = settings.values;
  const named = SSO_COMPANIES.split(',').flatMap((one) => {
    const connectorId = one.trim().split('=')[1];
    return connectorId ? [['SSO_COMPANIES', connectorId]] : [];
  });
  if (LOGTO_SSO_CONNECTOR_ID) named.push(['LOGTO_SSO_CONNECTOR_ID', LOGTO_SSO_CONNECTOR_ID]);
  const { connectors } = tenant.value.actual;
  for (const [setting = '', connectorId = ''] of named) {
    if (connectors.some((one) => one.id === connectorId)) continue;
    findings.push(
      error(id, `${setting} names a connector that is not there`, {
        about: connectorId,
        cause: `Logto has no enterprise connector with the id ${connectorId}.`,
        consequence:
          "Whoever starts a sign-in for it ends on Logto's sign-in page, with no message.",
        fix: `Logto Console > Enterprise SSO > the connector: its id is the last part of the address. Put it into ${setting}.`,
        docs: '.env.local.example',
      }),
    );
  }
  return findings.length > 0 ? findings : [ok(id, 'Companies in the settings are in Logto')];
}
