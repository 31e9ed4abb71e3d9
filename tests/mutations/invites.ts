import type { Mutation } from './mutation.ts';

const AUTHORITY = "an invitation outlives its inviter's authority";
const PICTURES = "a member's picture is a tracker";
const PUBLIC_PAGE = 'a public page of invitations';

export default [
  {
    row: AUTHORITY,
    what: 'acceptance doesn’t ask what the inviter may do',
    file: 'lib/organizations/own-invitation.ts',
    find: 'if (!(await hasInviterAuthority(api, record))) {',
    replace: 'if (false as boolean) {',
    tests: ['lib/organizations/own-invitation.test.ts'],
    title: 'refused, revoked and audited',
  },
  {
    row: AUTHORITY,
    what: 'an invitation to administrate needs no more than inviting',
    file: 'lib/permissions.ts',
    find: "...(permissionsOf(roles).has('manage:members') ? (['manage:members'] as const) : []),",
    replace: '',
    tests: ['lib/organizations/invitation-authority.test.ts'],
  },
  {
    row: AUTHORITY,
    what: 'a removal leaves invitations pending',
    file: 'lib/organizations/membership.ts',
    find: "audit('member_removed', { user: actor.id, organization, member });\n    await revokeInvitationsOf(api, organization, member);",
    replace: "audit('member_removed', { user: actor.id, organization, member });",
    tests: ['lib/organizations/invitation-authority.test.ts'],
  },
  {
    row: AUTHORITY,
    what: 'a demotion leaves invitations pending',
    file: 'lib/organizations/membership.ts',
    find: 'await revokeInvitationsOf(api, organization, member);\n    // A client',
    replace: '// A client',
    tests: ['lib/organizations/invitation-authority.test.ts'],
  },
  {
    row: PUBLIC_PAGE,
    what: 'signed-out lookups have no limit',
    file: 'lib/organizations/invitation-lookup.ts',
    find: '(Date.now() < pausedUntil || !(await isWithinLimit()))',
    replace: 'Date.now() < pausedUntil',
    tests: ['lib/organizations/own-invitation.test.ts'],
    title: 'guessing ids',
  },
  {
    row: PUBLIC_PAGE,
    what: 'the page shows the address',
    file: 'lib/organizations/own-invitation.ts',
    find: 'maskedEmail: maskEmail(email),',
    replace: 'maskedEmail: email,',
    tests: ['lib/organizations/own-invitation.test.ts'],
    title: 'without the address',
  },
  {
    row: PICTURES,
    what: 'pictures load from any host',
    file: 'lib/pictures.ts',
    find: 'return isListed && !username',
    replace: 'return !username',
    tests: ['lib/pictures.test.ts'],
  },
  {
    row: PICTURES,
    what: 'a page draws a picture unchecked',
    file: 'lib/organizations/members.ts',
    find: 'picture: shownPicture(one.avatar),',
    replace: 'picture: one.avatar ?? undefined,',
    tests: ['tests/house.test.ts'],
  },
  {
    row: PICTURES,
    what: 'the CSP lets pictures load from everywhere',
    file: 'lib/headers.ts',
    find: "'img-src': [\"'self'\", ...pictureSources()].join(' '),",
    replace: "'img-src': \"'self' https:\",",
    tests: ['lib/pictures.test.ts'],
  },
] satisfies Mutation[];
