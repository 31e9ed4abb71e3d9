import { styleText } from 'node:util';
import { createOktaClient } from '@logto-okta/clients/okta/client';
import type { RetryOptions } from '@logto-okta/clients/retry';
import { checkOrigin } from '../../addresses.ts';
import { findApplication, lostRecords } from '../../application.ts';
import { ApplyError } from '../../apply.ts';
import { applyDestroy, type Doors, readForDestroy } from '../../apply-destroy.ts';
import { countCalls } from '../../clients.ts';
import { goneApplication, planDestroy } from '../../destroy.ts';
import { credentialsFrom } from '../../okta-settings.ts';
import { createClients } from '../../prepare.ts';
import { jsonText, printable } from '../../printable.ts';
import { read } from '../../read.ts';
import { isMarked, type RecordCopy } from '../../registry.ts';
import { askText, isTerminal } from './ask.ts';
import { DONE, FAILED, NEEDS_ANSWER } from './exit-status.ts';
import type { Options } from './flags.ts';
import type { Input } from './input.ts';
import { changeLines } from './print.ts';
import { callsText, createProgress, failureText } from './progress.ts';
import { createWaiting, PATIENCE } from './waiting.ts';

/** @returns the exit status. */
export async function runDestroy(options: Options, input: Input): Promise<number> {
  const started = Date.now();
  const { settings, env, audit } = input;
  // The record says what there is; nothing that the file asks for matters here.
  const desired = { ...settings.desired, companies: [] };
  const waiting = createWaiting();
  const patience = { ...PATIENCE, onWait: waiting.onWait };
  const clients = createClients(settings, patience);
  const actual = await read(desired, clients).finally(waiting.clear);
  const found = findApplication(desired, actual.applications);
  const say = (text: string) => options.json || console.log(text);
  const called = (name: string) => `"${printable(name)}"`;
  const json = (result: string, rest: object = {}) =>
    options.json && console.log(jsonText({ version: 1, result, ...rest }, 2));

  const [lost] = 'none' in found ? lostRecords(desired, actual) : [];
  if (!('one' in found) && !lost) {
    const isSeveral = 'several' in found;
    json(isSeveral ? 'question' : 'unchanged');
    say(
      isSeveral
        ? `Logto has several applications called ${called(desired.app.name)}. Give --app-id: ${found.several.map(({ id }) => id).join(', ')}`
        : `Nothing to remove: Logto has no application called ${called(desired.app.name)}.`,
    );
    return isSeveral ? NEEDS_ANSWER : DONE;
  }
  const application = 'one' in found ? found.one : goneApplication(lost as RecordCopy);
  if (!isMarked(application)) {
    json('unchanged');
    say(`Nothing to remove: ${called(application.name)} has no record of setup.`);
    return DONE;
  }
  const doors = { logto: clients.logto, okta: oktaDoors(input, patience) };
  const steps = planDestroy(application, await readForDestroy(actual, doors), desired.endpoint);
  const plan = steps.map(({ removal: _removal, ...step }) => step);
  say(
    `\n${styleText('bold', 'Logto')}  ${desired.endpoint}\n\n${steps.map(changeLines).join('\n')}\n`,
  );
  say('People stay, and so do enterprise SSO and the account center, which others may be using.');
  if (options['dry-run']) {
    json('planned', { plan });
    say('Nothing was removed.');
    return DONE;
  }
  if (!(await isConfirmed(application.name, options))) {
    json('question', { plan });
    say('Nothing was removed.');
    return NEEDS_ANSWER;
  }
  const progress = createProgress(options.json, waiting.clear);
  try {
    const done = await applyDestroy(steps, doors, { onStep: progress.onStep, onWrite: audit });
    json('removed', { plan, done: done.map(({ key }) => key) });
  } catch (error) {
    if (!(error instanceof ApplyError)) throw error;
    if (options.json) {
      json('failed', { plan, error: { step: error.failed.key, message: error.message } });
    } else console.error(`  ${failureText(error)}`);
    return FAILED;
  } finally {
    progress.end();
  }
  const inFile =
    env.LOGTO_APP_ID === application.id ? ` ${options['env-file']} still has its settings.` : '';
  say(`\nRemoved.${inFile}`);
  say(callsText(countCalls({ logto: clients.logto, okta: doors.okta }), started));
  return DONE;
}

/** By org: those of the file's companies, and the one of the environment. */
function oktaDoors({ settings, env }: Input, patience: RetryOptions): Doors['okta'] {
  const doors = new Map(
    [...settings.okta.values()].map(
      (org) => [org.orgUrl, createOktaClient({ ...patience, ...org })] as const,
    ),
  );
  const org = env.OKTA_ORG_URL ? checkOrigin(env.OKTA_ORG_URL) : undefined;
  const credentials = credentialsFrom((name) => env[name]);
  if (org && 'url' in org && credentials && !doors.has(org.url)) {
    doors.set(org.url, createOktaClient({ ...patience, orgUrl: org.url, credentials }));
  }
  return doors;
}

/** `--yes` isn't enough: it may stand in a script for setup. */
async function isConfirmed(name: string, options: Options): Promise<boolean> {
  if (options.confirm !== undefined) return options.confirm === name;
  if (!isTerminal() || options.json) {
    console.error(`To remove all this without a terminal, add --confirm "${printable(name)}".`);
    return false;
  }
  return (
    (await askText(`Type the application's name, ${printable(name)}, to remove all this`)) === name
  );
}
