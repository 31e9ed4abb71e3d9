import { expect, it } from 'vitest';
import { connector, globexConnector, organizations } from '../seed.ts';
import { peopleTable } from './people.ts';

it.each([connector, globexConnector])(
  '$displayName has an administrator, and the table says who',
  ({ jit }) => {
    const { name } = organizations.find(({ id }) => id === jit.organizationId) ?? {};
    const lines = peopleTable().split('\n');
    expect(lines.filter((line) => line.includes(`administrator of ${name}`))).toHaveLength(1);
  },
);
