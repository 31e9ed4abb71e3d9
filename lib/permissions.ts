/**
 * Who may do what, in one place: what `npm run setup` creates in Logto, what pages draw and what
 * actions and routes enforce are all read from here.
 */
import { own } from '@logto-okta/clients/own';

/** Inside an organization; they come with an organization role (Logto's organization template). */
export const ORGANIZATION_PERMISSIONS = {
  'read:members': 'See who belongs to the organization and how they joined',
  'invite:members': 'Invite people to the organization',
  'manage:members': 'Change roles and remove people',
  'read:activity': 'See who signed in and what changed',
} as const;
export type OrganizationPermission = keyof typeof ORGANIZATION_PERMISSIONS;

/** Of the app's own API (`/api`), for machine clients and other services. */
export const API_PERMISSIONS = {
  'read:organizations': 'List organizations and their members',
  'write:members': 'Change roles of members and remove them',
} as const;
export type ApiPermission = keyof typeof API_PERMISSIONS;

type Role = {
  description: string;
  organization: readonly OrganizationPermission[];
  api: readonly ApiPermission[];
};

/** Organization roles by name. Whoever joins through company SSO gets `JIT_ROLE`. */
export const ORGANIZATION_ROLES = {
  admin: {
    description: 'Invites people, changes roles, removes people',
    organization: ['read:members', 'invite:members', 'manage:members', 'read:activity'],
    api: ['read:organizations', 'write:members'],
  },
  member: {
    description: 'Belongs to the organization',
    organization: ['read:members'],
    api: ['read:organizations'],
  },
} as const satisfies Record<string, Role>;
export type OrganizationRole = keyof typeof ORGANIZATION_ROLES;
export const JIT_ROLE: OrganizationRole = 'member';
/** What `npm run setup -- --admin` gives, and an organization should have somebody with. */
export const ADMIN_ROLE: OrganizationRole = 'admin';

/**
 * What somebody's roles in an organization let them do there. A role that isn't listed above lets
 * them do nothing: permissions are added here and created by `npm run setup`, not guessed.
 */
export function permissionsOf(roles: readonly string[]): Set<OrganizationPermission> {
  const known: Record<string, Role> = ORGANIZATION_ROLES;
  return new Set(roles.flatMap((role) => own(known, role)?.organization ?? []));
}

/** The one question that pages, actions and routes ask. */
export const can = (who: { roles: readonly string[] }, permission: OrganizationPermission) =>
  permissionsOf(who.roles).has(permission);

/**
 * What an inviter needs to give these roles away. Permissions that decide who belongs to an
 * organization are only passed on by those who have them.
 */
export const neededToInvite = (roles: readonly string[]): OrganizationPermission[] => [
  'invite:members',
  ...(permissionsOf(roles).has('manage:members') ? (['manage:members'] as const) : []),
];
