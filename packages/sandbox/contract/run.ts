/** `npm run contract`: the table against the sandbox, or against `CONTRACT_TARGET`. */
import { CASES } from './cases.ts';
import type { Answer } from './client.ts';
import { sandboxTarget } from './sandbox-target.ts';
import type { Case } from './shapes.ts';
import { logtoTarget, type Target } from './targets.ts';

const HELP = `npm run contract

Runs the contract (packages/sandbox/contract/cases.ts) against the sandbox and lists every difference.
  CONTRACT_TARGET=https://logto.example.com npm run contract
runs it against a real Logto, with LOGTO_M2M_APP_ID and LOGTO_M2M_APP_SECRET in the environment
(and LOGTO_MANAGEMENT_API, the resource, on Logto Cloud). What it makes there it removes again.`;

/** Every way in which an answer differs from the expectation, as sentences. */
function differences(answer: Answer, { expect }: Case, target: Target): string[] {
  const { status, headers = {}, body, text } = expect(target);
  const found: string[] = [];
  if (answer.status !== status)
    found.push(`status ${answer.status}, expected ${status}: ${answer.text.slice(0, 200)}`);
  for (const [name, wanted] of Object.entries(headers)) {
    const value = answer.headers.get(name) ?? '(none)';
    const same =
      typeof wanted === 'string' ? relative(value, target) === wanted : wanted.test(value);
    if (!same) found.push(`${name}: ${value}, expected ${wanted}`);
  }
  const parsed = body?.safeParse(answer.body);
  for (const issue of parsed?.error?.issues ?? []) {
    found.push(`body.${issue.path.join('.')}: ${issue.message}`);
  }
  if (text && !text.test(answer.text))
    found.push(`text does not match ${text}: ${answer.text.slice(0, 200)}`);
  return found;
}

/** Some servers redirect to a path, some to the whole address: a browser sees no difference. */
const relative = (location: string, { endpoint }: Target) =>
  location.startsWith(`${endpoint}/`) ? location.slice(endpoint.length) : location;

async function main(): Promise<number> {
  const { CONTRACT_TARGET: url } = process.env;
  const target = url ? await logtoTarget(new URL(url).origin) : await sandboxTarget();
  let failed = 0;
  try {
    console.log(`Contract of ${CASES.length} requests, against ${target.name}\n`);
    for (const one of CASES) {
      const found = await one
        .send(target)
        .then((answer) => differences(answer, one, target))
        .catch((error: Error) => [`could not be sent: ${error.message}`]);
      console.log(`${found.length === 0 ? 'same     ' : 'DIFFERENT'} ${one.name}`);
      for (const difference of found) console.log(`            ${difference}`);
      if (found.length > 0) failed += 1;
    }
  } finally {
    await target.close();
  }
  console.log(`\n${CASES.length - failed} passed, ${failed} failed`);
  return failed;
}

if (process.argv.includes('--help')) console.log(HELP);
else process.exitCode = (await main()) > 0 ? 1 : 0;
