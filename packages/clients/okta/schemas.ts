/** What we use of Okta's answers. Loose: unknown fields survive GET-merge-PUT. */
import { z } from 'zod';

export const oktaAppSchema = z.looseObject({
  id: z.string(),
  label: z.string(),
  name: z.string(),
  status: z.string(),
  visibility: z
    .looseObject({ hide: z.looseObject({ web: z.boolean().optional() }).optional() })
    .optional(),
  credentials: z
    .looseObject({
      oauthClient: z
        .looseObject({
          client_id: z.string().optional(),
          client_secret: z.string().optional(),
          token_endpoint_auth_method: z.string().optional(),
          pkce_required: z.boolean().optional(),
        })
        .optional(),
    })
    .default({}),
  settings: z
    .looseObject({
      oauthClient: z
        .looseObject({
          application_type: z.string().optional(),
          redirect_uris: z.array(z.string()).nullish(),
          post_logout_redirect_uris: z.array(z.string()).nullish(),
          response_types: z.array(z.string()).nullish(),
          grant_types: z.array(z.string()).nullish(),
          initiate_login_uri: z.string().nullish(),
          idp_initiated_login: z
            .looseObject({ mode: z.string(), default_scope: z.array(z.string()).nullish() })
            .nullish(),
        })
        .optional(),
    })
    .default({}),
});
export type OktaApp = z.output<typeof oktaAppSchema>;

export const oktaSecretSchema = z.looseObject({
  id: z.string(),
  status: z.string(),
  client_secret: z.string().optional(),
});
export type OktaSecret = z.output<typeof oktaSecretSchema>;

export const oktaGroupSchema = z.looseObject({
  id: z.string(),
  profile: z.looseObject({ name: z.string() }),
});
export type OktaGroup = z.output<typeof oktaGroupSchema>;

export const oktaGroupAssignmentSchema = z.looseObject({ id: z.string() });
export const oktaGrantSchema = z.looseObject({
  scopeId: z.string(),
  status: z.string().optional(),
});
