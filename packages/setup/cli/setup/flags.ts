import { parseArgs } from 'node:util';
import type { AdminWish } from '../../administrator.ts';
import type { Flags } from '../../settings.ts';

export const HELP = `npm run setup -- [options]

Makes a Logto tenant, and a company's Okta org, ready for this app: shows what
it would create and change, asks, does it, and writes .env.local. Run it again
at any time: what is as it should be stays untouched.

  npm run setup -- --base-url http://localhost:3000
  npm run setup -- --base-url http://localhost:3000 --company Acme \\
    --domain acme.com --okta-group Everyone

The app
  --base-url <url>        where people reach it; repeat it for every address,
                          the first becomes BASE_URL
  --preview-url <url>     of preview deployments, with one *: its host's first
                          part, https://*-team.vercel.app (repeatable)
  --app-name <name>       its name in Logto, default the product's
  --app-id <id>           the application to use, when names don't tell
  --no-branding           leave the colours and the logo of Logto's pages alone

A company (several: in a file, see below)
  --company <name>        whose people sign in through its own Okta
  --domain <domain>       of their e-mail addresses (repeatable)
  --connector-name <name> default "<company> Okta"
  --allow-shared-domain   although another connector has the domain
  --scope <scope>         one more for sign-in, if Okta grants it (repeatable)
  --no-token-storage      don't let Logto keep Okta's tokens
  --no-organization       make no organization for the company
  --organization-id <id>  the organization to use, when names don't tell
  --release-domain <domain>
                          gives up a domain that no connector has any more, so
                          that its people may use a password (repeatable)

Its Okta, through Okta's API
  --okta-org-url <url>    https://<org>.okta.com, or OKTA_ORG_URL
  --okta-group <name>     may use the application (repeatable)
  --okta-app-label <text> default "<app name> (<company>)"
  --okta-app-id <id>      the application to use, when labels don't tell

Its Okta, made by hand (setup prints what to click)
  --okta-issuer <url>     https://<org>.okta.com
  --okta-client-id <id>   with the secret in OKTA_CLIENT_SECRET

An administrator, who can invite people and change roles
  --admin <e-mail or user name>
                          becomes administrator of the organization that setup
                          manages (repeatable); does that and nothing else. Of
                          several: --company <name> or --organization-id <id>

Result
  --env-file <file>       default .env.local; values are replaced after asking
  --no-management         keep the Management API's credentials out of it; the
                          app then knows the companies named here, and no more
  --print-env vercel      prints commands for Vercel, writes no file; those of
                          previews only with --preview-url
  --show-secrets          prints secrets too, with --print-env

Record
  --audit-log <file>      appends one JSON line for each write to Logto or Okta,
                          as it happens; - is standard error

How it runs
  --config <file>         default sso.config.ts or sso.config.json, if there is
                          one; see sso.config.example.ts
  --dry-run               shows the plan and ends
  --yes                   asks nothing
  --json                  prints one JSON object; needs --dry-run or --yes
  --verbose               shows what stays as it is, too
  --destroy               removes what setup made, and only that; asks for the
                          application's name, or give it: --confirm <name>
  --help

Environment, or the env file
  LOGTO_ENDPOINT          https://<tenant>.logto.app
  LOGTO_M2M_APP_ID, LOGTO_M2M_APP_SECRET
                          a machine-to-machine application with the role
                          "Logto Management API access"
  LOGTO_M2M_RESOURCE      Logto Cloud behind a domain of your own only:
                          https://<tenant id>.logto.app/api
  OKTA_ORG_URL, and either OKTA_API_TOKEN
                          or, of a service app, OKTA_SERVICE_APP_ID,
                          OKTA_SERVICE_APP_KEY (private JWK or PEM, or a file
                          with it) and OKTA_SERVICE_APP_KEY_ID
  SETUP_AUDIT_LOG         as --audit-log

Exit status: 0 done or nothing to do, 1 something failed, 2 needs an answer.
Step by step, and the same by hand: docs/setup-logto.md, docs/setup-okta.md`;

const OPTIONS = {
  'base-url': { type: 'string', multiple: true },
  'preview-url': { type: 'string', multiple: true },
  'app-name': { type: 'string' },
  'app-id': { type: 'string' },
  'no-branding': { type: 'boolean' },
  company: { type: 'string' },
  domain: { type: 'string', multiple: true },
  'release-domain': { type: 'string', multiple: true },
  'connector-name': { type: 'string' },
  'allow-shared-domain': { type: 'boolean' },
  scope: { type: 'string', multiple: true },
  'no-token-storage': { type: 'boolean' },
  'no-organization': { type: 'boolean' },
  'organization-id': { type: 'string' },
  'okta-org-url': { type: 'string' },
  'okta-group': { type: 'string', multiple: true },
  'okta-app-label': { type: 'string' },
  'okta-app-id': { type: 'string' },
  'okta-issuer': { type: 'string' },
  'okta-client-id': { type: 'string' },
  admin: { type: 'string', multiple: true },
  'env-file': { type: 'string', default: '.env.local' },
  'no-management': { type: 'boolean', default: false },
  'print-env': { type: 'string' },
  'show-secrets': { type: 'boolean', default: false },
  'audit-log': { type: 'string' },
  config: { type: 'string' },
  'dry-run': { type: 'boolean', default: false },
  yes: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  verbose: { type: 'boolean', default: false },
  destroy: { type: 'boolean', default: false },
  confirm: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

export type Options = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'];

/** @throws TypeError of `parseArgs`, or Error, with a sentence for whoever typed it. */
export function parseFlags(args: string[]): Options {
  const { values } = parseArgs({ args, options: OPTIONS });
  if (values['print-env'] !== undefined && values['print-env'] !== 'vercel') {
    throw new Error(`--print-env knows vercel, not ${values['print-env']}.`);
  }
  if (values.admin && (values.destroy || values['print-env'] !== undefined)) {
    throw new Error('--admin stands alone: without --destroy and --print-env.');
  }
  if (values.json && !values['dry-run'] && !values.yes) {
    throw new Error('--json asks nothing, so it needs --dry-run or --yes.');
  }
  return values;
}

export const adminWish = (options: Options): AdminWish | undefined =>
  options.admin && {
    who: options.admin,
    ...(options.company !== undefined && { company: options.company }),
    ...(options['organization-id'] && { organizationId: options['organization-id'] }),
  };

export const toFlags = (options: Options): Flags => ({
  appName: options['app-name'],
  appId: options['app-id'],
  noBranding: options['no-branding'],
  baseUrls: options['base-url'],
  previewUrls: options['preview-url'],
  company: options.company,
  connectorName: options['connector-name'],
  domains: options.domain,
  releaseDomains: options['release-domain'],
  allowSharedDomain: options['allow-shared-domain'],
  noOrganization: options['no-organization'],
  organizationId: options['organization-id'],
  noTokenStorage: options['no-token-storage'],
  scopes: options.scope,
  oktaOrgUrl: options['okta-org-url'],
  oktaAppLabel: options['okta-app-label'],
  oktaAppId: options['okta-app-id'],
  oktaGroups: options['okta-group'],
  oktaIssuer: options['okta-issuer'],
  oktaClientId: options['okta-client-id'],
});
