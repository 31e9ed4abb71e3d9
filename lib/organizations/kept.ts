/**
 * What Logto said of an organization a moment ago, for everybody who may read it: callers check that
 * first. A page view costs one request or none; without this each costs more than twenty, and a few
 * readers use up the requests that sign-ins need.
 */
import 'server-only';
import { LRUCache } from 'lru-cache';

const MAX_ANSWERS = 2000;
const MAX_ORGANIZATIONS = 5000;

type Kept = {
  answers: LRUCache<string, Promise<unknown>>;
  generations: LRUCache<string, number>;
  latest: number;
};
/** On `globalThis`: routes of the API are bundled apart from pages, and change the same members. */
const KEY = Symbol.for('northgate.organizations-kept');
const holder = globalThis as { [KEY]?: Kept };
function kept(): Kept {
  holder[KEY] ??= {
    answers: new LRUCache({ max: MAX_ANSWERS }),
    generations: new LRUCache({ max: MAX_ORGANIZATIONS }),
    latest: 0,
  };
  return holder[KEY];
}

/** For tests. */
export const forgetAll = () => void delete holder[KEY];

/**
 * The answer to `ask`, at most `ttl` milliseconds old. Callers who ask together share one request;
 * a failure isn't kept.
 * @param what names the question: the organization, the page, the search.
 */
export function keep<T>(what: string, ttl: number, ask: () => Promise<T>): Promise<T> {
  const { answers } = kept();
  const known = answers.get(what);
  if (known) return known as Promise<T>;
  const asked = ask();
  answers.set(what, asked, { ttl });
  asked.catch(() => {
    if (answers.get(what) === asked) answers.delete(what);
  });
  return asked;
}

/** The same, until something of the organization is changed here. */
export const keepOf = <T>(
  organizationId: string,
  what: string,
  ttl: number,
  ask: () => Promise<T>,
): Promise<T> => {
  const generation = kept().generations.get(organizationId) ?? 0;
  return keep(JSON.stringify([organizationId, generation, what]), ttl, ask);
};

/**
 * After a change: the next reader of this process asks Logto. Answers that are still on their way
 * are of before, and count no more.
 */
export function forgetOrganization(organizationId: string) {
  const all = kept();
  all.latest += 1;
  all.generations.set(organizationId, all.latest);
}
