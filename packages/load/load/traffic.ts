/** A thousand people who read and click, and others who sign in meanwhile. */
import { setTimeout as sleep } from 'node:timers/promises';
import { forAll, type Person } from './people.ts';
import type { Tally } from './tally.ts';
import type { Visitor } from './visitor.ts';

const PAGES = ['/', '/dashboard'];
/** More at once would only wait for each other: a sign-in needs some twenty requests. */
const SIGN_INS_AT_ONCE = 16;
/** Milliseconds. When views take longer, the machine has nothing left for more sign-ins. */
const SLOW_VIEW_MS = 1000;
const MINTED_AT_ONCE = 12;

const oneOf = <T>(values: T[]): T => values[Math.floor(Math.random() * values.length)] as T;

/** Signs everybody in, one after the other, so many at a time. @returns who couldn't be. */
export async function signInAll(visitors: Visitor[], each: (done: number) => void) {
  const failed: string[] = [];
  let done = 0;
  await forAll(visitors, MINTED_AT_ONCE, async (visitor) => {
    const { kind } = await visitor.signIn();
    if (kind !== 'right page') failed.push(`${visitor.person.name}: ${kind}`);
    done += 1;
    each(done);
  });
  return failed;
}

/** @param thinkSeconds between two views of one person, on average; half to one and a half of it. */
export async function browse(
  visitors: Visitor[],
  tally: Tally,
  { seconds, thinkSeconds }: { seconds: number; thinkSeconds: number },
): Promise<void> {
  const end = seconds * 1000;
  await Promise.all(
    visitors.map(async (visitor) => {
      // Not all at the first moment.
      await sleep(Math.random() * thinkSeconds * 1000);
      while (tally.now() < end) {
        const from = tally.now();
        tally.add('view', await visitor.view(oneOf(PAGES)), from);
        const pause = thinkSeconds * 1000 * (0.5 + Math.random());
        await sleep(Math.max(0, Math.min(pause, end - tally.now())));
      }
    }),
  );
}

/**
 * New browsers of known people sign in, `perSecond` of them if the machine can.
 * @returns how many were begun, and how many had to be left out because the machine was busy.
 */
export async function keepSigningIn(
  people: Person[],
  open: (person: Person) => Visitor,
  tally: Tally,
  { seconds, perSecond }: { seconds: number; perSecond: number },
): Promise<{ begun: number; leftOut: number }> {
  const underWay = new Set<Promise<void>>();
  let [begun, leftOut] = [0, 0];
  while (tally.now() < seconds * 1000 && perSecond > 0) {
    const due = (tally.now() / 1000) * perSecond;
    while (begun + leftOut < due) {
      // One at least: whether people can sign in is part of the question.
      const most = tally.recentViewMs() > SLOW_VIEW_MS ? 1 : SIGN_INS_AT_ONCE;
      if (underWay.size >= most) {
        leftOut += 1;
        continue;
      }
      begun += 1;
      const from = tally.now();
      const one = open(oneOf(people))
        .signIn()
        .then(({ kind, again }) => tally.add('sign-in', kind, from, again));
      underWay.add(one);
      one.finally(() => underWay.delete(one));
    }
    await sleep(Math.min(1000 / perSecond, 100));
  }
  await Promise.all(underWay);
  return { begun, leftOut };
}

/** As many views as can be, without a pause. @returns views a second, and how many weren't right. */
export async function asFastAsPossible(
  visitors: Visitor[],
  { seconds, atOnce }: { seconds: number; atOnce: number },
) {
  const began = performance.now();
  const end = began + seconds * 1000;
  let [views, wrong] = [0, 0];
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (performance.now() < end) {
        const kind = await oneOf(visitors).view(oneOf(PAGES));
        if (kind === 'right page') views += 1;
        else wrong += 1;
      }
    }),
  );
  return { views, wrong, perSecond: (views * 1000) / (performance.now() - began) };
}
