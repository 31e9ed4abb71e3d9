/** The declarative file, `sso.config.ts` or `sso.config.json`: what it may say. */
import { z } from 'zod';
import { checkOrigin, checkPreviewUrl } from './addresses.ts';
import { checkDomain } from './domains.ts';

const checked = <T>(check: (given: string) => T | { problem: string }, pick: (good: T) => string) =>
  z.string().transform((given, context) => {
    const result = check(given);
    if (typeof result === 'object' && result !== null && 'problem' in result) {
      context.addIssue({
        code: 'custom',
        message: `${given || 'an empty value'} ${result.problem}`,
      });
      return z.NEVER;
    }
    return pick(result as T);
  });

export const originSchema = checked(checkOrigin, (good) => (good as { url: string }).url);
export const domainSchema = checked(checkDomain, (good) => (good as { domain: string }).domain);
export const previewUrlSchema = checked(checkPreviewUrl, (good) => (good as { url: string }).url);
const name = z.string().trim().min(1).max(128);

/** An issuer keeps its path, `https://acme.okta.com/oauth2/default`, and loses a slash at its end. */
export const issuerSchema = z
  .string()
  .transform((given) => (given.includes('://') ? given : `https://${given}`))
  .pipe(z.url({ protocol: /^https?$/ }))
  .transform((url) => url.replace(/\/+$/, ''));

const companySchema = z.strictObject({
  name,
  /** E-mail domains whose people sign in through the company's Okta. */
  domains: z.array(domainSchema).default([]),
  /** Default `<name> Okta`. Unique in the tenant. */
  connectorName: name.optional(),
  /** Another connector may have one of the domains too; its people then choose at sign-in. */
  allowSharedDomain: z.boolean().default(false),
  /** Keep Okta's tokens in Logto's secret vault, for calls to Okta later. */
  tokenStorage: z.boolean().default(true),
  /** More scopes for sign-in; each has to be granted at Okta. */
  scopes: z.array(z.string().regex(/^\S+$/, 'is one scope without spaces')).default([]),
  /** Name of the organization that its people join; `false` for none. Default: the company's name. */
  organization: z.union([name, z.literal(false)]).optional(),
  organizationId: z.string().optional(),
  okta: z
    .strictObject({
      /** The org. With credentials in the environment, setup makes the application there. */
      orgUrl: originSchema.optional(),
      /** Label of the application. Default `<app name> (<company>)`. */
      label: name.optional(),
      appId: z.string().optional(),
      /** Groups that may use the application, by exact name. */
      groups: z.array(name).default([]),
      /** `okta.*` scopes for the stored token. Default `okta.users.read.self`. */
      apiScopes: z.array(z.string().regex(/^okta\.[\w.]+$/, 'is no okta.* scope')).optional(),
      /** Before the names of this company's variables: `ACME_` for `ACME_OKTA_API_TOKEN`. */
      envPrefix: z
        .string()
        .regex(/^[A-Z][A-Z0-9_]*_$/, 'has to look like ACME_')
        .optional(),
      /** Of an application made by hand, together with `clientId`. */
      issuer: issuerSchema.optional(),
      clientId: z.string().optional(),
    })
    .optional(),
});

export const configSchema = z.strictObject({
  logto: z
    .strictObject({
      endpoint: originSchema.optional(),
      /** Of the Management API; only for Logto Cloud behind a domain of one's own. */
      resource: z.url().optional(),
    })
    .optional(),
  app: z
    .strictObject({
      /** Name of the application in Logto. Default: the product's name (`lib/brand.ts`). */
      name: name.optional(),
      id: z.string().optional(),
      /** Where people reach the app; the first is `BASE_URL`. */
      baseUrls: z.array(originSchema).min(1).optional(),
      /** Indicator of the app's API in Logto. Default: the first base URL and `/api`. */
      apiResource: z.url().optional(),
      /**
       * Seconds that access tokens of the API are good for: as long, whoever was removed from an
       * organization keeps what a token permits. Default 600; a shorter time in Logto stays.
       */
      apiTokenSeconds: z.int().min(60).max(86_400).optional(),
      /** `false` leaves the colours and the logo of Logto's pages as they are. */
      branding: z.boolean().default(true),
      /** With a wildcard, for preview deployments. */
      previewUrls: z.array(previewUrlSchema).optional(),
    })
    .optional(),
  companies: z.array(companySchema).default([]),
});

/** What `sso.config.ts` exports by default. */
export type SsoConfig = z.input<typeof configSchema>;
export type ParsedConfig = z.output<typeof configSchema>;
export type ParsedCompany = z.output<typeof companySchema>;

/** `companies[0].domains[1]` */
export const pathText = (path: readonly PropertyKey[]) =>
  path
    .map((one) => (typeof one === 'number' ? `[${one}]` : `.${String(one)}`))
    .join('')
    .replace(/^\./, '');

/**
 * @param place turns a path into where it stands, `sso.config.json:12`.
 */
export function parseConfig(
  given: unknown,
  place: (path: readonly PropertyKey[]) => string,
): { config: ParsedConfig } | { problems: string[] } {
  const result = configSchema.safeParse(given);
  if (!result.success) {
    return {
      problems: result.error.issues.map(
        ({ path, message }) =>
          `${place(path)}: ${path.length ? `${pathText(path)}: ` : ''}${message}`,
      ),
    };
  }
  const problems = twice(result.data, place);
  return problems.length > 0 ? { problems } : { config: result.data };
}

/** What one company may have, two may not. */
function twice({ companies }: ParsedConfig, place: (path: readonly PropertyKey[]) => string) {
  const problems: string[] = [];
  const owners = new Map<string, string>();
  companies.forEach((company, index) => {
    const claims: [string, string, PropertyKey[]][] = [
      ['name', company.name.toLowerCase(), ['companies', index, 'name']],
      ['connector', connectorNameOf(company), ['companies', index, 'name']],
      ...(company.allowSharedDomain
        ? []
        : company.domains.map((domain, at): [string, string, PropertyKey[]] => [
            'domain',
            domain,
            ['companies', index, 'domains', at],
          ])),
    ];
    for (const [kind, value, path] of claims) {
      const owner = owners.get(`${kind} ${value}`);
      if (owner !== undefined) {
        problems.push(
          `${place(path)}: ${pathText(path)}: the ${kind} ${value} is ${owner}'s already`,
        );
      }
      owners.set(`${kind} ${value}`, company.name);
    }
  });
  return problems;
}

export const connectorNameOf = ({
  name,
  connectorName,
}: Pick<ParsedCompany, 'name' | 'connectorName'>) => connectorName ?? `${name} Okta`;
