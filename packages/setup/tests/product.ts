/** The app that setup's tests are about: not the one that this project is. */
import type { Product } from '../product.ts';

export const product: Product = {
  name: 'Harbour',
  /** Colors of its own. */
  css: '--accent: light-dark(#1f4fd8, #9db8ff);',
  permissions: {
    organization: { 'read:members': 'See members', 'manage:members': 'Change members' },
    api: { 'read:reports': 'Read reports', 'write:reports': 'Write reports' },
    roles: {
      admin: {
        description: 'Runs the organization',
        organization: ['read:members', 'manage:members'],
        api: ['read:reports', 'write:reports'],
      },
      member: {
        description: 'Belongs to the organization',
        organization: ['read:members'],
        api: ['read:reports'],
      },
    },
    joinRole: 'member',
    adminRole: 'admin',
  },
  settingsProblems: (source) =>
    ['LOGTO_ENDPOINT', 'LOGTO_APP_ID', 'LOGTO_APP_SECRET', 'BASE_URL', 'COOKIE_SECRET']
      .filter((name) => !source[name])
      .map((name) => `${name} is missing.`),
};

export const PRODUCT_NAME = product.name;
