import type { Mutation } from './mutation.ts';

const PUBLIC_PAGE = 'a public page of invitations';

export default [
  {
    row: PUBLIC_PAGE,
    what: 'lookups of invitations have no limit',
    file: 'lib/organizations/invitation-lookup.ts',
    find: 'isPaused || !(await mayAskLogto(visitor))',
    replace: 'isPaused',
    tests: ['lib/organizations/own-invitation.test.ts'],
    title: 'guessing ids',
  },
  {
    row: PUBLIC_PAGE,
    what: 'all visitors share one limit',
    file: 'lib/organizations/invitation-lookup.ts',
    find: "overLimit('invitation_lookups', who)",
    replace: "overLimit('invitation_lookups', 'all')",
    tests: ['lib/organizations/own-invitation.test.ts'],
    title: 'guessing ids',
  },
  {
    row: PUBLIC_PAGE,
    what: 'views of an accepted invitation have no limit',
    file: 'lib/organizations/own-invitation.ts',
    find: "(await overLimit('views', user?.id)) !== undefined",
    replace: 'false as boolean',
    tests: ['lib/organizations/own-invitation.test.ts'],
    title: 'accepted invitation has a limit',
  },
  {
    row: PUBLIC_PAGE,
    what: 'accepting has no limit',
    file: 'lib/organizations/own-invitation.ts',
    find: "(await overLimit('changes', user.id)) !== undefined",
    replace: 'false as boolean',
    tests: ['lib/organizations/own-invitation.test.ts'],
    title: 'accepting again and again',
  },
  {
    row: PUBLIC_PAGE,
    what: 'continuing asks for accounts without a limit',
    file: 'lib/organizations/own-invitation.ts',
    find: 'if (!(await mayAskLogto(visitor))) return false;',
    replace: '',
    tests: ['lib/organizations/own-invitation.test.ts'],
    title: 'again and again asks no more',
  },
] satisfies Mutation[];
