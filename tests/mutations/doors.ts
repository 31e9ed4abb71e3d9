import type { Mutation } from './mutation.ts';

const AUTHORITY = "an invitation outlives its inviter's authority";

export default [
  {
    row: AUTHORITY,
    what: 'a suspended inviter still has the permissions of their role',
    file: 'lib/organizations/invitation-authority.ts',
    find: 'new Set(isSuspended ? [] : scopes',
    replace: 'new Set((false as boolean) ? [] : scopes',
    tests: ['lib/organizations/own-invitation.test.ts'],
    title: 'a suspended inviter',
  },
] satisfies Mutation[];
