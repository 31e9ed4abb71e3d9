/** What a connector asks for, and what it believes. */
import type { Connector } from '@logto-okta/clients/logto/schemas';
import { FIX, type Finding, ok, warn } from './finding.ts';
import { configOf } from './gather-idp.ts';

const CONSOLE = 'Logto Console > Enterprise SSO > the connector';

export function offlineAccess(connector: Connector, fixable: boolean): Finding {
  const id = 'connector.offline-access';
  const about = connector.connectorName;
  const { scopes } = configOf(connector);
  if (!connector.enableTokenStorage) return ok(id, `${about}: tokens are not kept`, about);
  if (scopes.includes('offline_access'))
    return ok(id, `${about}: kept tokens can be renewed`, about);
  return warn(id, `${about}: kept tokens cannot be renewed`, {
    about,
    cause: 'Token storage is on, but the scope offline_access is not asked for.',
    consequence: 'An hour after a sign-in the app gets nothing from Okta until the next one.',
    fix: `${fixable ? `${FIX}, or ` : ''}${CONSOLE} > Connection > Scope: add offline_access; the application in Okta needs the grant type Refresh Token.`,
    docs: 'docs/setup-okta.md',
    ...(fixable && { fixable }),
  });
}

/** The trap has two sides: trusting too much here, or losing addresses (docs/vendors.md O3). */
export function unverifiedEmail(connector: Connector): Finding {
  const id = 'connector.unverified-email';
  const about = connector.connectorName;
  if (!configOf(connector).trustsUnverifiedEmail) {
    return ok(id, `${about}: only verified e-mail addresses count`, about);
  }
  return warn(id, `${about}: unverified e-mail addresses are trusted`, {
    about,
    cause:
      'trustUnverifiedEmail is on: an address counts although nothing says that it is verified.',
    consequence:
      'Whoever can set an address there comes in as the person who has it here. It does not help people whose address Okta calls unverified either: Logto drops an explicit "false" all the same.',
    fix: `${CONSOLE} > Connection: switch "Trust unverified email" off.`,
    docs: 'docs/vendors.md',
  });
}
