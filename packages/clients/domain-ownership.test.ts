import { describe, expect, it } from 'vitest';
import { owned, ownersIn, released, unrecorded } from './domain-ownership.ts';

describe('the record of owned domains', () => {
  it('keeps who had a domain, until it is given up', () => {
    const record = { ...owned('acme.test', 'acme'), ...owned('globex.test', 'globex'), setup: {} };
    expect(ownersIn(record).get('acme.test')).toEqual({
      connector: 'acme',
      since: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    const later = ownersIn({ ...record, ...released('acme.test') });
    expect([...later.keys()]).toEqual(['globex.test']);
    expect([...ownersIn({ ...released('acme.test'), ...owned('acme.test', 'b') }).keys()]).toEqual([
      'acme.test',
    ]);
  });

  it.each([null, 'text', 7, [], {}, { connector: 7 }, { released: 7 }, { released: null }])(
    'a value that isn’t understood (%j) owns',
    (value) => {
      expect([...ownersIn({ 'ownedDomain:acme.test': value }).keys()]).toEqual(['acme.test']);
    },
  );

  it('names of other things, and what is no domain, own nothing', () => {
    const others = { setup: { made: [] }, 'ownedDomain:': {}, 'ownedDomain:a@b.test': {}, x: {} };
    expect(ownersIn(others).size).toBe(0);
    expect(ownersIn({ 'ownedDomain:ACME.test.': {} }).has('acme.test')).toBe(true);
  });

  it('learns what connectors have, and nothing twice', () => {
    const connectors = [
      { id: 'acme', domains: ['acme.test', 'shared.test'] },
      { id: 'globex', domains: ['shared.test', 'moved.test'] },
    ];
    const record = { ...owned('moved.test', 'acme'), ...owned('gone.test', 'gone') };
    const learned = unrecorded(connectors, ownersIn(record));
    expect(learned).toMatchObject({
      'ownedDomain:acme.test': { connector: 'acme' },
      'ownedDomain:shared.test': { connector: 'acme' },
      'ownedDomain:moved.test': { connector: 'globex' },
    });
    expect(Object.keys(learned)).toHaveLength(3);
    expect(unrecorded(connectors, ownersIn({ ...record, ...learned }))).toEqual({});
    // Whichever of two owners is on record, nothing changes back and forth.
    const other = ownersIn({ ...record, ...learned, ...owned('shared.test', 'globex') });
    expect(unrecorded(connectors, other)).toEqual({});
  });

  it('a domain that was given up and is a connector’s again is owned again', () => {
    const owners = ownersIn(released('acme.test'));
    expect(unrecorded([{ id: 'acme', domains: ['acme.test'] }], owners)).toMatchObject({
      'ownedDomain:acme.test': { connector: 'acme' },
    });
  });
});
