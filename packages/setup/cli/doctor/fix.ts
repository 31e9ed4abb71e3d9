/** `--fix`: setup's plan for what the doctor found, shown, asked about and carried out. */
import { styleText } from 'node:util';
import { findApplication } from '../../application.ts';
import { ApplyError, apply } from '../../apply.ts';
import type { AuditSink } from '../../audit.ts';
import type { Change } from '../../change.ts';
import type { Clients } from '../../clients.ts';
import type { Facts } from '../../doctor/facts.ts';
import type { Finding } from '../../doctor/finding.ts';
import type { Question } from '../../doctor/gather.ts';
import { questionsOf, writesOf } from '../../plan.ts';
import { createClients, prepare } from '../../prepare.ts';
import { printable } from '../../printable.ts';
import { readSecrets } from '../../read.ts';
import type { Settings } from '../../settings.ts';
import { askYes, isTerminal } from '../setup/ask.ts';
import { changeLines, planText, summary } from '../setup/print.ts';
import { createProgress, failureText } from '../setup/progress.ts';
import { createWaiting, PATIENCE } from '../setup/waiting.ts';
import { ONLY_SETTINGS, type SettingsWish, settingsWish, writeSettings } from './fix-settings.ts';
import type { Options } from './flags.ts';

export type Fixed = {
  result: 'changed' | 'unchanged' | 'refused' | 'question' | 'failed';
  /** Keys of setup's steps, names of settings, and the env file if its permissions changed. */
  done: string[];
  /** What setup can't decide, or what went wrong. */
  problem?: string;
};

type Task = {
  options: Options;
  question: Question;
  facts: Facts;
  findings: Finding[];
  audit: AuditSink | undefined;
};
/** Absent where nothing in Logto or Okta has to be fixed, or can be. */
type Plan = {
  settings: Settings;
  clients: Clients;
  waiting: ReturnType<typeof createWaiting>;
} & Awaited<ReturnType<typeof prepare>>;

/** @throws ManagementError, OktaError when the plan can't be made. */
export async function fix(task: Task): Promise<Fixed> {
  const { options } = task;
  const { envFileProblem } = task.question.settings;
  // It would be written over, and what is in it be lost.
  if (envFileProblem) {
    if (!options.json) console.log(`Nothing was changed: ${printable(envFileProblem)}`);
    return { result: 'refused', done: [], problem: envFileProblem };
  }
  const fixable = task.findings.filter((one) => one.fixable);
  if (fixable.length === 0) {
    if (!options.json) console.log('There is nothing here that setup can fix.');
    return { result: 'unchanged', done: [] };
  }
  const needsLogto = fixable.some(({ id }) => !ONLY_SETTINGS.has(id));
  const plan = needsLogto ? await makePlan(task) : undefined;
  const questions = questionsOf(plan?.changes ?? []);
  if (questions.length > 0) return undecided(questions, options);
  const wish = settingsWish(fixable);
  if (!options.json) showPlan(writesOf(plan?.changes ?? []), wish, options);
  return (await refusal(options)) ?? carryOut(task, plan, wish);
}

async function makePlan(task: Task): Promise<Plan | undefined> {
  const settings = settingsOf(task);
  if (!settings) return undefined;
  const waiting = createWaiting();
  const clients = createClients(settings, { ...PATIENCE, onWait: waiting.onWait });
  const prepared = await prepare(settings, clients).finally(waiting.clear);
  return { waiting, settings, clients, ...prepared };
}

/** As setup has it, with the companies that the tenant told of. */
function settingsOf({ question, facts }: Task): Settings | undefined {
  const { management, orgs } = question;
  const { desired } = facts;
  if (!management || !desired || desired.app.baseUrls.length === 0) return undefined;
  const okta: Settings['okta'] = new Map();
  for (const { name, idp: wish } of desired.companies) {
    const credentials = wish.via === 'api' ? orgs.get(wish.orgUrl) : undefined;
    if (wish.via === 'api' && credentials) okta.set(name, { orgUrl: wish.orgUrl, credentials });
  }
  const { endpoint, resource, credentials } = management;
  return { desired, management: { endpoint, ...credentials, ...(resource && { resource }) }, okta };
}

function undecided(questions: Change[], options: Options): Fixed {
  if (!options.json) {
    console.log(questions.map(changeLines).join('\n'));
    console.log('\nSetup has to be told more: npm run setup. Nothing was changed.');
  }
  const problem = questions.map(({ title, notes }) => `${title}: ${notes.join(' ')}`).join('\n');
  return { result: 'question', done: [], problem };
}

function showPlan(writes: Change[], { names, closesFile }: SettingsWish, options: Options) {
  if (writes.length > 0) console.log(`${planText(writes, false)}\n`);
  const own = [...names, ...(closesFile ? ['permissions 600'] : [])];
  if (own.length > 0) {
    console.log(`${styleText('bold', options['env-file'])}\n  ~ ${own.join(', ')}\n`);
  }
  if (writes.length > 0) console.log(`Plan: ${summary(writes)}`);
}

async function refusal(options: Options): Promise<Fixed | undefined> {
  if (options.yes) return undefined;
  if (!isTerminal()) {
    console.error('There is no terminal to ask on. With --yes this is carried out unasked.');
    return { result: 'refused', done: [] };
  }
  if (await askYes('Carry it out?')) return undefined;
  console.log('Nothing was changed.');
  return { result: 'refused', done: [] };
}

async function carryOut(
  { options, question, audit }: Task,
  plan: Plan | undefined,
  wish: SettingsWish,
): Promise<Fixed> {
  const done: string[] = [];
  let applicationId = question.settings.values.LOGTO_APP_ID;
  if (plan) {
    const { changes, actual, clients, settings } = plan;
    const progress = createProgress(options.json, plan.waiting.clear);
    try {
      const hooks = { onStep: progress.onStep, onWrite: audit };
      const applied = await apply(changes, settings.desired, actual, clients, hooks);
      const found = findApplication(settings.desired, actual.applications);
      applicationId = applied.applicationId ?? ('one' in found ? found.one.id : applicationId);
      done.push(...applied.done.map(({ key }) => key));
      if (!options.json) for (const note of applied.notes) console.log(`  ${printable(note)}`);
    } catch (error) {
      if (!(error instanceof ApplyError)) throw error;
      if (!options.json) console.error(`  ${failureText(error)}`);
      return { result: 'failed', done: error.done.map(({ key }) => key), problem: error.message };
    } finally {
      progress.end();
    }
  }
  const secrets =
    plan && applicationId && wish.names.length > 0
      ? await readSecrets(plan.clients.logto, applicationId)
      : [];
  done.push(...(await writeSettings(options['env-file'], wish, { applicationId, secrets })));
  return { result: done.length > 0 ? 'changed' : 'unchanged', done };
}
