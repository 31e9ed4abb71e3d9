/** What we use of the Management API's answers. Loose: unknown fields survive read-modify-write. */
import { z } from 'zod';

const named = z.looseObject({ id: z.string(), name: z.string() });

export const applicationSchema = z.looseObject({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  oidcClientMetadata: z.looseObject({
    redirectUris: z.array(z.string()),
    postLogoutRedirectUris: z.array(z.string()),
    backchannelLogoutUri: z.string().optional(),
    backchannelLogoutSessionRequired: z.boolean().optional(),
  }),
  customData: z.record(z.string(), z.unknown()).default({}),
});
export type Application = z.output<typeof applicationSchema>;

export const applicationSecretSchema = z.looseObject({
  name: z.string(),
  value: z.string(),
  /** Milliseconds since 1970. */
  expiresAt: z.number().nullish(),
});
export type ApplicationSecret = z.output<typeof applicationSecretSchema>;

export const scopeSchema = named.extend({ description: z.string().nullish() });
export type Scope = z.output<typeof scopeSchema>;

export const resourceSchema = named.extend({
  indicator: z.string(),
  /** Seconds. */
  accessTokenTtl: z.number(),
  scopes: z.array(scopeSchema).default([]),
});
export type ApiResource = z.output<typeof resourceSchema>;

export const roleSchema = named.extend({ type: z.string() });
export type Role = z.output<typeof roleSchema>;

export const organizationRoleSchema = named.extend({
  scopes: z.array(z.looseObject({ id: z.string(), name: z.string() })).default([]),
  resourceScopes: z.array(z.looseObject({ id: z.string(), name: z.string() })).default([]),
});
export type OrganizationRole = z.output<typeof organizationRoleSchema>;

export const organizationSchema = named.extend({
  customData: z.record(z.string(), z.unknown()).default({}),
});
export type Organization = z.output<typeof organizationSchema>;

export const connectorSchema = z.looseObject({
  id: z.string(),
  providerName: z.string(),
  connectorName: z.string(),
  config: z.record(z.string(), z.unknown()).default({}),
  domains: z.array(z.string()).default([]),
  branding: z.record(z.string(), z.unknown()).default({}),
  syncProfile: z.boolean().default(false),
  enableTokenStorage: z.boolean().default(false),
});
export type Connector = z.output<typeof connectorSchema>;

const urlSchema = z.string().optional();

export const signInExperienceSchema = z.looseObject({
  color: z
    .object({
      primaryColor: z.string(),
      isDarkModeEnabled: z.boolean(),
      darkPrimaryColor: z.string(),
    })
    .optional(),
  branding: z
    .object({
      logoUrl: urlSchema,
      darkLogoUrl: urlSchema,
      favicon: urlSchema,
      darkFavicon: urlSchema,
    })
    .optional(),
  customCss: z.string().nullish(),
  customUiAssets: z.unknown().optional(),
  singleSignOnEnabled: z.boolean(),
  signInMode: z.string(),
  signIn: z.looseObject({ methods: z.array(z.looseObject({ identifier: z.string() })) }),
  signUp: z
    .looseObject({
      identifiers: z.array(z.string()).default([]),
      secondaryIdentifiers: z.array(z.looseObject({ identifier: z.string() })).default([]),
    })
    .optional(),
});
export type SignInExperience = z.output<typeof signInExperienceSchema>;

export const accountCenterSchema = z.looseObject({
  enabled: z.boolean(),
  fields: z.record(z.string(), z.string()).default({}),
});
export type AccountCenter = z.output<typeof accountCenterSchema>;

export const idSchema = z.looseObject({ id: z.string() });
