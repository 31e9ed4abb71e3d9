/** When a person is asked for something, and who gets in: sign-in, assignment, access policy. */
import type { KoaContextWithOIDC } from 'oidc-provider';
import { errors, interactionPolicy } from '../engine/oidc-provider.ts';
import type { OktaUserSeed } from '../seed.ts';
import { type Apps, isAssigned } from './clients.ts';
import { type Consents, createConsentCheck } from './consent.ts';
import type { Directory } from './directory.ts';

/** Whether a rule of the authorization server's access policies lets this request through. */
export type AccessPolicy = (clientId: string, user: OktaUserSeed) => boolean;

/** When the sign-in form is shown. With `prompt=none` the same reasons become `login_required`. */
export function createPolicy(directory: Directory, apps: Apps, consents: Consents) {
  const policy = interactionPolicy.base();
  const login = policy.get('login');
  login?.checks.add(
    new interactionPolicy.Check('no_longer_active', '', (ctx) => {
      const signedIn = ctx.oidc.session?.accountId;
      return signedIn !== undefined && !directory.active(signedIn);
    }),
  );
  for (const check of login?.checks ?? []) {
    check.error = 'login_required';
    check.description = 'The client specified not to prompt, but the user is not logged in.';
  }
  // `prompt=consent` is allowed in a TRUSTED app too, but nothing there calls for the page.
  const consent = policy.get('consent');
  consent?.checks.clear();
  consent?.checks.add(createConsentCheck(apps, consents));
  return policy;
}

/**
 * Being assigned to the app is the grant. A user who is not has signed in to Okta all the same and
 * keeps that session, so the next attempt is refused without a form, as at a real org.
 */
export async function grantIfAllowed(
  ctx: KoaContextWithOIDC,
  directory: Directory,
  apps: Apps,
  accessPolicy: AccessPolicy = () => true,
) {
  const { account, client, params, provider } = ctx.oidc;
  const user = account && directory.active(account.accountId);
  const app = apps.find(client?.clientId);
  if (!user || !client || !app || ctx.oidc.promptPending('login')) return undefined;
  if (!isAssigned(user, app)) {
    throw new errors.AccessDenied('User is not assigned to the client application.');
  }
  if (!accessPolicy(client.clientId, user)) {
    throw new errors.AccessDenied(
      'Policy evaluation failed for this request, please check the policy configurations.',
    );
  }
  const grant = new provider.Grant({ accountId: user.id, clientId: client.clientId });
  grant.addOIDCScope(String(params?.scope ?? ''));
  await grant.save();
  return grant;
}
