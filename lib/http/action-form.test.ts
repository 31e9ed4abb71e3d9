import { describe, expect, it } from 'vitest';
import { actionForm, readActionCall } from './action-form.ts';

const ID = 'a1'.repeat(21);
const REF = JSON.stringify({ id: ID, bound: '$@1' });
type Fields = [string, string | Blob][];

async function encode(fields: Fields) {
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, value as string);
  const whole = new Response(form);
  return { type: whole.headers.get('content-type') ?? '', body: await whole.bytes() };
}
async function read(fields: Fields, action: string | null) {
  const { type, body } = await encode(fields);
  return readActionCall(body, type, action);
}
const text = (body: string) => new TextEncoder().encode(body);
const args = (...values: unknown[]): Fields[number] => ['0', JSON.stringify(values)];
const deep = (depth: number): object => (depth === 0 ? {} : { deep: deep(depth - 1) });

describe('a call by script', () => {
  it.each<[string, Fields]>([
    ['of one argument', [args('$K1'), ['_1_email', 'a@b.example']]],
    ['of two', [args('$undefined', '$K1'), ['_1_email', 'a@b.example']]],
    [
      'with what was answered before',
      [
        args({ tone: 'warn', text: '$$5', values: { email: 'x' }, link: '$undefined' }, '$K2'),
        ['_2_email', 'a@b.example'],
      ],
    ],
  ])('%s is read', async (_, fields) => {
    const call = await read(fields, ID);
    expect(call?.action).toBe(ID);
    expect(call?.form.get('email')).toBe('a@b.example');
  });

  it('without parameters is an empty list', async () => {
    expect((await readActionCall(text('[]'), 'text/plain;charset=UTF-8', ID))?.action).toBe(ID);
    for (const other of ['', '[""]', '{}', '["$K1"]', ' []', '[["\\n{\\"audit\\":true}"]]']) {
      expect(await readActionCall(text(other), 'text/plain', ID), other).toBeUndefined();
    }
    expect(await readActionCall(text('[]'), 'text/plain', null)).toBeUndefined();
  });

  it.each<[string, Fields, string?]>([
    ['an id that is none', [args('$K1')], 'toString'],
    ['a short id', [args('$K1')], 'abc'],
    ['no arguments', [['_1_a', '']]],
    ['arguments twice', [args('$K1'), args('$K1')]],
    ['no list', [['0', '"$K1"']]],
    ['no JSON', [['0', '["$K1"']]],
    ['no form among them', [args('text')]],
    ['three of them', [args(1, 2, '$K1')]],
    ['two forms', [args('$K1', '$K2')]],
    ['a form that isn’t last', [args('$K1', {})]],
    ['fields of another part', [args('$K1'), ['1', '{}']]],
    ['a promise', [args('$@1', '$K1')]],
    ['a server function', [args('$h1', '$K1')]],
    ['a reference into a prototype', [args({ text: '$1:__proto__:then' }, '$K1')]],
    ['a blob, a map, an iterator', [args({ text: ['$B1', '$Q1', '$i1'] }, '$K1')]],
    ['a big number', [args({ text: '$n1' }, '$K1')]],
    ['__proto__', [['0', '[{"__proto__":{"then":1}},"$K1"]']]],
    ['depth', [args(deep(40), '$K1')]],
    ['a file', [args('$K1'), ['_1_a', new Blob(['x'])]]],
  ])('with %s is none of ours', async (_, fields, action = ID) => {
    expect(await read(fields, action)).toBeUndefined();
  });
});

describe('a call by a browser without JavaScript', () => {
  it.each<[string, Fields]>([
    ['by the id', [[`$ACTION_ID_${ID}`, '']]],
    [
      'by a reference',
      [
        ['$ACTION_REF_1', ''],
        ['$ACTION_1:0', REF],
        ['$ACTION_1:1', '["$undefined"]'],
        ['$ACTION_KEY', 'k123'],
      ],
    ],
  ])('%s is read', async (_, fields) => {
    const call = await read([...fields, ['email', 'a@b.example']], null);
    expect(call?.action).toBe(ID);
    expect([...(call?.form ?? [])]).toEqual([['email', 'a@b.example']]);
  });

  it.each<[string, Fields]>([
    ['no action', [['email', 'a']]],
    [
      'two',
      [
        [`$ACTION_ID_${ID}`, ''],
        [`$ACTION_ID_${'b2'.repeat(21)}`, ''],
      ],
    ],
    [
      'the same twice',
      [
        [`$ACTION_ID_${ID}`, ''],
        [`$ACTION_ID_${ID}`, ''],
      ],
    ],
    ['an id that is none', [['$ACTION_ID_constructor', '']]],
    ['a reference to nothing', [['$ACTION_REF_1', '']]],
    [
      'another part',
      [
        ['$ACTION_REF_1', ''],
        ['$ACTION_2:0', REF],
      ],
    ],
    [
      'a reference twice',
      [
        ['$ACTION_REF_1', ''],
        ['$ACTION_1:0', REF],
        ['$ACTION_1:0', REF],
      ],
    ],
    [
      'more in the reference',
      [
        ['$ACTION_REF_1', ''],
        ['$ACTION_1:0', JSON.stringify({ id: ID, bound: '$@1', more: '$1:a' })],
        ['$ACTION_1:1', '[]'],
      ],
    ],
    [
      'a promise bound',
      [
        ['$ACTION_REF_1', ''],
        ['$ACTION_1:0', REF],
        ['$ACTION_1:1', '["$@0"]'],
      ],
    ],
    [
      'a file for the key',
      [
        [`$ACTION_ID_${ID}`, ''],
        ['$ACTION_KEY', new Blob(['x'])],
      ],
    ],
  ])('with %s is none of ours', async (_, fields) => {
    expect(await read(fields, null)).toBeUndefined();
  });
});

it('whatever an action is called with, it gets a form', () => {
  const form = new FormData();
  expect(actionForm(form)).toBe(form);
  for (const other of [undefined, null, 'x', {}, [], { get: () => 'x' }, new Map()]) {
    expect([...actionForm(other)]).toEqual([]);
  }
});
