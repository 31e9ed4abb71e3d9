import type { Actual } from './actual.ts';
import { applyToLogto } from './apply-logto.ts';
import { applyToOkta } from './apply-okta.ts';
import { type AuditSink, audited } from './audit.ts';
import type { Change, Write } from './change.ts';
import type { Clients } from './clients.ts';
import type { Desired } from './desired.ts';
import { type Run, startRun } from './run.ts';

/** A run that ended midway; `done` is what it had finished. */
export class ApplyError extends Error {
  readonly done: Change[];
  readonly failed: Change;
  constructor(failed: Change, done: Change[], cause: Error) {
    super(cause.message, { cause });
    this.name = 'ApplyError';
    this.failed = failed;
    this.done = done;
  }
}

export type Applied = {
  applicationId?: string;
  /** By company. */
  connectorIds: ReadonlyMap<string, string>;
  done: Change[];
  /** What is left to a person. */
  notes: string[];
};

export type ApplyHooks = {
  /** May throw to stop before a step. */
  onStep?: (step: Change, state: 'start' | 'done') => void;
  /** Is told of each write as it happens. */
  onWrite?: AuditSink | undefined;
};

/**
 * Carries a plan out, in its order. Whatever fails ends it there; running setup again goes on.
 * @throws ApplyError
 */
export async function apply(
  changes: Change[],
  desired: Desired,
  actual: Actual,
  clients: Clients,
  { onStep, onWrite }: ApplyHooks = {},
): Promise<Applied> {
  let key = '';
  const run = startRun(
    desired,
    actual,
    audited(clients, onWrite, () => key),
  );
  const done: Change[] = [];
  for (const step of changes) {
    if (!step.write) continue;
    try {
      onStep?.(step, 'start');
      key = step.key;
      await applyOne(step.write, run);
    } catch (error) {
      throw new ApplyError(step, done, error instanceof Error ? error : new Error(String(error)));
    }
    done.push(step);
    onStep?.(step, 'done');
  }
  return {
    applicationId: run.application?.id,
    connectorIds: run.connectorIds,
    done,
    notes: run.notes,
  };
}

async function applyOne(write: Write, run: Run) {
  if (
    write.do === 'okta-app.create' ||
    write.do === 'okta-app.change' ||
    write.do === 'okta-group.assign' ||
    write.do === 'okta-grant.create'
  ) {
    await applyToOkta(write, run);
  } else await applyToLogto(write, run);
}
