import { z } from 'zod';

/**
 * A person's claims as Logto gives them (docs/vendors.md L6): absent data is `null`, roles are
 * names. A tenant can add claims of its own, so unknown ones are kept.
 */
export const claimsSchema = z.looseObject({
  sub: z.string(),
  sid: z.string().nullish(),
  /** Seconds, by Logto's clock: when the token was issued. */
  iat: z.number().optional(),
  /** The same: when Logto last asked the person. Present because `max_age` is sent (docs/vendors.md L4). */
  auth_time: z.number().nullish(),
  name: z.string().nullish(),
  username: z.string().nullish(),
  email: z.string().nullish(),
  picture: z.string().nullish(),
  roles: z.array(z.string()).nullish(),
  organizations: z.array(z.string()).nullish(),
  /** `<organization id>:<role name>` */
  organization_roles: z.array(z.string()).nullish(),
});
export type Claims = z.output<typeof claimsSchema>;
