import { styleText } from 'node:util';
import type { Actual } from '../../actual.ts';
import { findApplication } from '../../application.ts';
import { type Applied, ApplyError, apply } from '../../apply.ts';
import type { Change } from '../../change.ts';
import { type Clients, countCalls } from '../../clients.ts';
import type { EnvChange } from '../../env-file.ts';
import type { Made } from '../../outcome.ts';
import { questionsOf, writesOf } from '../../plan.ts';
import { createClients, prepare, prepareAdministrators } from '../../prepare.ts';
import { jsonText, printable } from '../../printable.ts';
import { readSecrets } from '../../read.ts';
import { askWhich, askYes, isTerminal } from './ask.ts';
import { madeBefore, previewEnv, printVercel, saveEnv } from './env-step.ts';
import { DONE, FAILED, NEEDS_ANSWER } from './exit-status.ts';
import { adminWish, type Options } from './flags.ts';
import { type Input, readInput } from './input.ts';
import { changeLines, envText, nothingToChange, planText, summary } from './print.ts';
import { callsText, createProgress, failureText } from './progress.ts';
import { createWaiting, PATIENCE } from './waiting.ts';

type Session = {
  waiting: ReturnType<typeof createWaiting>;
  options: Options;
  input: Input;
  clients: Clients;
  started: number;
  actual: Actual;
  changes: Change[];
  env: EnvChange[];
  made: Made;
};

/** @returns the exit status. */
export async function runSetup(options: Options, input: Input): Promise<number> {
  const started = Date.now();
  const waiting = createWaiting();
  const clients = createClients(input.settings, { ...PATIENCE, onWait: waiting.onWait });
  const admins = adminWish(options);
  const preparing = admins
    ? prepareAdministrators(input.settings, clients, admins)
    : prepare(input.settings, clients);
  const { actual, changes } = await preparing.finally(waiting.clear);
  const found = findApplication(input.settings.desired, actual.applications);
  const applicationId = 'one' in found ? found.one.id : undefined;
  const made = madeBefore(input, applicationId, actual);
  const env = options['print-env'] || admins ? [] : await previewEnv(options, input, made);
  const session = { waiting, options, input, clients, started, actual, changes, env, made };

  const questions = questionsOf(changes);
  if (questions.length > 0) return unanswered(session, questions);
  if (!options.json) showPlan(session);
  const isUnchanged = writesOf(changes).length === 0 && env.every(({ kind }) => kind === 'keep');
  if (isUnchanged || options['dry-run']) return withoutWriting(session, isUnchanged);
  return (await isApproved(session)) ?? carryOut(session);
}

/** The machine-readable answer; `version` changes when a field of it does. */
function printJson({ changes, env, clients }: Session, result: string, rest: object = {}) {
  const plan = changes.map(({ write: _write, ...change }) => change);
  const settings = env.map(({ name, kind }) => ({ name, kind }));
  const answer = { version: 1, result, plan, env: settings, calls: countCalls(clients), ...rest };
  console.log(jsonText(answer, 2));
}

function showPlan({ options, input, changes, env }: Session) {
  const { desired } = input.settings;
  console.log(`\n${styleText('bold', 'Logto')}  ${desired.endpoint}`);
  for (const { name, idp } of options.admin ? [] : desired.companies) {
    if (idp.via === 'api')
      console.log(`${styleText('bold', 'Okta')}   ${idp.orgUrl}  (${printable(name)})`);
  }
  const texts = [planText(changes, options.verbose), envText(options['env-file'], env)];
  const shown = texts.filter(Boolean).join('\n\n');
  console.log(shown ? `\n${shown}\n` : '');
}

async function withoutWriting(session: Session, isUnchanged: boolean): Promise<number> {
  const { options, input, changes, clients, started, made } = session;
  if (options.json) printJson(session, isUnchanged ? 'unchanged' : 'planned');
  else {
    const planned = `Plan: ${summary(changes)} Nothing was changed.`;
    console.log(isUnchanged ? nothingToChange(changes) : planned);
    console.log(callsText(countCalls(clients), started));
    if (options['print-env']) printVercel(options, input, made);
  }
  return DONE;
}

/** @returns the exit status when the plan isn't to be carried out. */
async function isApproved({ options, changes }: Session): Promise<number | undefined> {
  if (!options.json) console.log(`Plan: ${summary(changes)}`);
  if (options.yes) return undefined;
  if (!isTerminal()) {
    console.error('There is no terminal to ask on. With --yes the plan is carried out unasked.');
    return NEEDS_ANSWER;
  }
  if (await askYes('Carry it out?')) return undefined;
  console.log('Nothing was changed.');
  return FAILED;
}

async function carryOut(session: Session): Promise<number> {
  const { options, input, clients, actual, changes } = session;
  const progress = createProgress(options.json, session.waiting.clear);
  let applied: Applied;
  try {
    if (!options.json) console.log();
    const hooks = { onStep: progress.onStep, onWrite: input.audit };
    applied = await apply(changes, input.settings.desired, actual, clients, hooks);
  } catch (error) {
    if (!(error instanceof ApplyError)) throw error;
    if (options.json) {
      const done = error.done.map(({ key }) => key);
      printJson(session, 'failed', {
        done,
        error: { step: error.failed.key, message: error.message },
      });
    } else console.error(`  ${failureText(error)}`);
    return FAILED;
  } finally {
    progress.end();
  }
  await finish(session, applied);
  return DONE;
}

async function finish(
  session: Session,
  { applicationId = '', done, notes, connectorIds }: Applied,
) {
  const { options, input, clients, started, changes } = session;
  const isForVercel = options['print-env'] !== undefined;
  const applicationSecrets = options.admin ? [] : await readSecrets(clients.logto, applicationId);
  const made = { applicationId, applicationSecrets, connectorIds };
  const saved = isForVercel || options.admin ? '' : await saveEnv(options, input, made);
  if (options.json) {
    printJson(session, 'changed', { done: done.map(({ key }) => key), notes });
    return;
  }
  // Their redirect URI could not be told before.
  const toComplete = changes.filter(({ notes: lines }) =>
    lines.some((line) => line.includes(ID_TO_COME)),
  );
  const manual: Change[] = toComplete.map((change) => {
    const id = connectorIds.get(change.key.slice('okta-by-hand '.length)) ?? ID_TO_COME;
    return { ...change, notes: change.notes.map((line) => line.replaceAll(ID_TO_COME, id)) };
  });
  for (const note of notes) {
    manual.push({ kind: 'manual', key: 'note', title: 'Not done', fields: [], notes: [note] });
  }
  if (manual.length > 0) console.log(`\n${planText(manual, true)}`);
  console.log(`\nReady. ${saved}`.trimEnd());
  console.log(callsText(countCalls(clients), started));
  if (isForVercel) printVercel(options, input, made);
}

const ID_TO_COME = '<connector id>';

/** On a terminal a choice is asked for and the plan made again; otherwise the flags are named. */
async function unanswered(session: Session, questions: Change[]): Promise<number> {
  const { options } = session;
  const first = questions.find(({ question }) => question && question.options.length > 0);
  if (first && isTerminal() && !options.json && !options.yes) {
    const name = first.question?.flag.slice(2) as 'app-id' | 'okta-app-id' | 'organization-id';
    const next = { ...options, [name]: await askWhich(first) };
    return runSetup(next, await readInput(next, session.input.product));
  }
  if (options.json) {
    printJson(session, 'question');
    return NEEDS_ANSWER;
  }
  for (const change of questions) {
    console.error(`\n${changeLines(change)}`);
    const { flag, options: choices } = change.question ?? { flag: '', options: [] };
    for (const { label } of choices) console.error(`      ${flag} ${printable(label)}`);
    if (choices.length === 0) console.error(`      Answer with ${flag}.`);
  }
  console.error('\nNothing was changed.');
  return NEEDS_ANSWER;
}
