/**
 * What `npm run setup` makes of a Logto tenant and of companies' Okta orgs. Copy it to
 * `sso.config.ts` (or write the same as `sso.config.json`). It holds no secret and may be committed:
 * secrets come from the environment or the env file.
 */
import type { SsoConfig } from '@logto-okta/setup/config';

export default {
  logto: {
    endpoint: 'https://your-tenant.logto.app',
  },
  app: {
    name: 'Example',
    // Where people reach it. The first becomes BASE_URL.
    baseUrls: ['http://localhost:3000', 'https://app.example.com'],
    // Preview deployments; one * in the first part of the host.
    previewUrls: ['https://pr-*.preview.example.com'],
  },
  companies: [
    {
      name: 'Acme',
      domains: ['acme.com', 'acme.co.uk'],
      okta: {
        // Setup makes the application there, with ACME_OKTA_API_TOKEN.
        orgUrl: 'https://acme.okta.com',
        envPrefix: 'ACME_',
        groups: ['Everyone'],
      },
    },
    {
      name: 'Globex',
      domains: ['globex.com'],
      organization: 'Globex Corporation',
      okta: {
        // Globex made its application by hand; the secret is in GLOBEX_OKTA_CLIENT_SECRET.
        issuer: 'https://globex.okta.com',
        clientId: '0oa1b2c3d4e5f6g7h8i9',
        envPrefix: 'GLOBEX_',
      },
    },
  ],
} satisfies SsoConfig;
