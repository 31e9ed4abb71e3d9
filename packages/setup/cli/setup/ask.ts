/** Questions, on a terminal only. */
import { confirm, isCancel, log, password, select, text } from '@clack/prompts';
import { checkOrigin } from '../../addresses.ts';
import type { Change } from '../../change.ts';
import { printable } from '../../printable.ts';
import { HOW_TO_GET_ONE } from '../../settings.ts';

export const isTerminal = () => Boolean(process.stdin.isTTY && process.stdout.isTTY);

/** Ctrl-C at a question. */
export class Cancelled extends Error {}

function answered<T>(value: T): Exclude<T, symbol> {
  if (isCancel(value)) throw new Cancelled('Nothing was changed.');
  return value as Exclude<T, symbol>;
}

export const askYes = async (message: string) =>
  answered(await confirm({ message, initialValue: false }));
export const askText = async (message: string) =>
  answered(await text({ message, validate: (value) => (value ? undefined : 'Needed.') }));
/** @param usual what Enter alone stands for. */
const askOrigin = async (
  message: string,
  { example, usual }: { example: string; usual?: string },
) =>
  answered(
    await text({
      message,
      placeholder: usual ?? example,
      defaultValue: usual,
      validate(value) {
        if (!value) return usual ? undefined : 'Needed.';
        const result = checkOrigin(value);
        return 'problem' in result ? `That ${result.problem}.` : undefined;
      },
    }),
  );
export const askSecret = async (message: string) =>
  answered(await password({ message, validate: (value) => (value ? undefined : 'Needed.') }));

/** One of the answers that a question of the plan offers. */
export const askWhich = async ({ title, notes, question }: Change) =>
  answered(
    await select({
      message: printable(`${title}: ${notes.join(' ')}`),
      options: (question?.options ?? []).map((one) => ({ ...one, label: printable(one.label) })),
    }),
  );

/** What setup can't do without, asked for in the order in which a console shows it. */
export async function askMissing(env: Record<string, string | undefined>, hasBaseUrl: boolean) {
  const given: Record<string, string> = {};
  if (!env.LOGTO_ENDPOINT) {
    given.LOGTO_ENDPOINT = await askOrigin('Where does your Logto answer?', {
      example: 'https://<tenant>.logto.app',
    });
  }
  if (!env.LOGTO_M2M_APP_ID) {
    log.info(`Setup needs a way in: ${HOW_TO_GET_ONE}`);
    given.LOGTO_M2M_APP_ID = await askText('App ID of that machine-to-machine application?');
  }
  if (!env.LOGTO_M2M_APP_SECRET) given.LOGTO_M2M_APP_SECRET = await askSecret('Its App secret?');
  if (!hasBaseUrl && !env.BASE_URL) {
    const usual = 'http://localhost:3000';
    given.BASE_URL = await askOrigin('Where do people reach the app?', { example: usual, usual });
  }
  return given;
}
