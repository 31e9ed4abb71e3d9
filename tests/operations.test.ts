/** docs/operations.md is read in a hurry: what it names is there, and what is there it names. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PROBLEM_CODES } from '#lib/errors.ts';

const text = readFileSync('docs/operations.md', 'utf8');

describe('docs/operations.md', () => {
  it('has a line of the runbook for every code', () => {
    for (const code of PROBLEM_CODES) {
      expect(text, code).toContain(`| [${code}](errors/${code}.md) |`);
    }
  });

  it('raises alarms on codes and events that exist', () => {
    const [, alarms = ''] = /## Alarms\n([\s\S]*?)\n## /.exec(text) ?? [];
    const names = [...alarms.matchAll(/`([a-z]+(?:_[a-z]+)+)`/g)].map(([, name = '']) => name);
    expect(names.length).toBeGreaterThan(15);
    const events = [
      'base_url_port_differs',
      'redis_unavailable',
      'redis_available_again',
      'sso_guard_off',
      'end_given_up',
    ];
    for (const name of names) expect([...PROBLEM_CODES, ...events]).toContain(name);
  });
});
