/**
 * The contract: requests with the status, headers and body that Logto 1.42 gives. A body is a zod
 * schema; strict ones name every key.
 */
import { accountCases } from './account-cases.ts';
import { authorization, discovery } from './authorization-cases.ts';
import { experienceCases, signOut } from './experience-cases.ts';
import { refreshCases } from './refresh-cases.ts';
import type { Case } from './shapes.ts';
import { tokenCases } from './token-cases.ts';

export const CASES: Case[] = [
  ...discovery,
  ...authorization,
  ...tokenCases,
  ...refreshCases,
  ...signOut,
  ...experienceCases,
  ...accountCases,
];
