/**
 * What calls a server action. Actions are public addresses, and what they are called with is decoded
 * by React before any code of ours sees it (CVE-2025-55182 was in there). Our pages call theirs with
 * a form, or with nothing; this reads such a call and takes nothing else for one.
 */

/** @param form what the person filled in. */
export type ActionCall = { action: string; form: FormData };

/** Of an action's id, in hexadecimal: what Next 16 makes, and room for more. */
const ACTION_ID = /^[0-9a-f]{40,66}$/;
const MAX_ACTION_KEY = 100;
/** The result that an action gave before is an object of strings, and of one more such object. */
const MAX_DEPTH = 4;

/** An argument of an action: anything but a form, which React would make of it. */
export const actionForm = (given: unknown): FormData =>
  given instanceof FormData ? given : new FormData();

/**
 * @param action of the header `Next-Action`; absent where a browser without JavaScript sends a form.
 * @returns undefined for what none of our pages sends.
 */
export async function readActionCall(
  body: Uint8Array<ArrayBuffer>,
  type: string,
  action: string | null,
): Promise<ActionCall | undefined> {
  if (action !== null && !ACTION_ID.test(action)) return undefined;
  if (!/^multipart\/form-data\s*;/i.test(type)) {
    // An action without parameters is called with an empty list of them.
    const isEmpty = new TextDecoder().decode(body) === '[]';
    return action !== null && isEmpty ? { action, form: new FormData() } : undefined;
  }
  const whole = await readForm(body, type);
  if (!whole) return undefined;
  return action === null ? plainCall(whole) : scriptedCall(whole, action);
}

type Fields = [name: string, value: string][];

/** None of our forms has a file in it. */
async function readForm(body: BodyInit, type: string): Promise<Fields | undefined> {
  const form = await new Response(body, { headers: { 'content-type': type } })
    .formData()
    .catch(() => undefined);
  const fields = form && [...form];
  return fields?.every((one): one is [string, string] => typeof one[1] === 'string')
    ? fields
    : undefined;
}

const formOf = (fields: Fields) => {
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, value);
  return form;
};

/** As React's client encodes `[…, form]`: the arguments as `0`, the form's fields as `_1_<name>`. */
function scriptedCall(whole: Fields, action: string): ActionCall | undefined {
  const roots = whole.filter(([name]) => name === '0');
  const values = argumentsOf(roots);
  const last = values?.pop();
  const [, part] = /^\$K([0-9a-f]{1,2})$/.exec(String(last)) ?? [];
  if (!values || !part || !values.every((value) => isPlain(value))) return undefined;
  const prefix = `_${part}_`;
  const fields = whole.filter(([name]) => name !== '0');
  if (!fields.every(([name]) => name.startsWith(prefix))) return undefined;
  const form = formOf(fields.map(([name, value]) => [name.slice(prefix.length), value]));
  return { action, form };
}

/**
 * As React writes it into the page, for browsers without JavaScript: the action's id as the name of
 * a field, or as a reference with what the action gave before.
 */
function plainCall(whole: Fields): ActionCall | undefined {
  const isMeta = ([name]: [string, string]) => name.startsWith('$ACTION_');
  const form = formOf(whole.filter((field) => !isMeta(field)));
  const meta = new Map(whole.filter(isMeta));
  if (meta.size !== whole.filter(isMeta).length) return undefined;
  const [first = ''] = [...meta.keys()];
  const named = first.replace('$ACTION_ID_', '');
  if (meta.size === 1 && ACTION_ID.test(named)) return { action: named, form };

  const reference = [...meta.keys()].find((name) => /^\$ACTION_REF_\d{1,3}$/.test(name));
  const prefix = reference?.replace('REF_', '');
  const known = [reference, `${prefix}:0`, `${prefix}:1`, '$ACTION_KEY'];
  if (!reference || ![...meta.keys()].every((name) => known.includes(name))) return undefined;
  if ((meta.get('$ACTION_KEY') ?? '').length > MAX_ACTION_KEY) return undefined;
  const id = referenceOf(meta.get(`${prefix}:0`));
  const bound = argumentsOf([['', meta.get(`${prefix}:1`) ?? '']]);
  return id && bound?.every((value) => isPlain(value)) ? { action: id, form } : undefined;
}

function parse(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}

/** `{"id":"…","bound":"$@1"}`, to the letter: Next looks for the id by its place in the text. */
function referenceOf(text: string | undefined): string | undefined {
  const { id } = Object(parse(text)) as { id?: unknown };
  if (typeof id !== 'string' || !ACTION_ID.test(id)) return undefined;
  return text === JSON.stringify({ id, bound: '$@1' }) ? id : undefined;
}

function argumentsOf(fields: Fields): unknown[] | undefined {
  const values = fields.length === 1 ? parse(fields[0]?.[1]) : undefined;
  return Array.isArray(values) && values.length <= 2 ? values : undefined;
}

/** Without the references and types that a string with a dollar sign stands for. */
function isPlain(value: unknown, depth = 0): boolean {
  if (typeof value === 'string') {
    return !value.startsWith('$') || value.startsWith('$$') || value === '$undefined';
  }
  if (typeof value !== 'object' || value === null) return true;
  if (depth >= MAX_DEPTH || Object.hasOwn(value, '__proto__')) return false;
  return Object.values(value).every((one) => isPlain(one, depth + 1));
}
