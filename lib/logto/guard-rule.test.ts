import { describe, expect, it } from 'vitest';
import { judgeAddress, type Way } from './guard-rule.ts';

const CONNECTORS = [
  { id: 'acme', domains: ['acme.test', 'shared.test'] },
  { id: 'globex', domains: ['globex.test', 'shared.test'] },
];
const OWNERS = new Set(['acme.test', 'left.test']);
const CASES: [way: Way, email: string | null | undefined, refusal: string | undefined][] = [
  [null, 'a@people.test', undefined],
  [null, 'a@acme.test', 'sso_required'],
  [null, 'a@ACME.test', 'sso_required'],
  [null, 'a@evil-acme.test', undefined],
  [null, undefined, undefined],
  ['acme', 'a@acme.test', undefined],
  ['acme', 'a@shared.test', undefined],
  ['acme', 'a@globex.test', 'sso_wrong_company'],
  ['acme', 'a@people.test', 'sso_wrong_company'],
  ['acme', 'acme.test@people.test', 'sso_wrong_company'],
  ['acme', null, undefined],
  ['gone', 'a@acme.test', 'sso_wrong_company'],
  ['gone', undefined, 'sso_wrong_company'],
  [null, 'a@left.test', 'sso_disconnected'],
  [null, 'a@LEFT.test.', 'sso_disconnected'],
  ['acme', 'a@left.test', 'sso_wrong_company'],
  [null, 'a@ac\u200bme.test', 'email_unreadable'],
  ['acme', 'a@ac\u200bme.test', 'email_unreadable'],
  [null, 'a@acme.test@people.test', 'email_unreadable'],
  [null, '', undefined],
];

describe('the rule of the SSO guard', () => {
  it.each(CASES)('by %s with %s: %s', (way, email, refusal) => {
    expect(judgeAddress(way, email, { connectors: CONNECTORS, owners: OWNERS })).toBe(refusal);
  });
});
