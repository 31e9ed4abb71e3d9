/** This app, as setup and doctor have to know it. */

import type { Product } from '@logto-okta/setup/product';
import { PRODUCT_NAME } from '#lib/brand.ts';
import { parseEnv } from '#lib/env.ts';
import {
  ADMIN_ROLE,
  API_PERMISSIONS,
  JIT_ROLE,
  ORGANIZATION_PERMISSIONS,
  ORGANIZATION_ROLES,
} from '#lib/permissions.ts';
import { brandCss } from './brand-css.ts';

export const product: Product = {
  name: PRODUCT_NAME,
  css: brandCss(),
  permissions: {
    organization: ORGANIZATION_PERMISSIONS,
    api: API_PERMISSIONS,
    roles: ORGANIZATION_ROLES,
    joinRole: JIT_ROLE,
    adminRole: ADMIN_ROLE,
  },
  settingsProblems(source) {
    const parsed = parseEnv(source);
    return 'problems' in parsed ? parsed.problems : [];
  },
};
