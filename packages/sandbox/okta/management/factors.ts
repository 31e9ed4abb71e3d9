/** `/api/v1/users/{id}/factors`: Google Authenticator and Okta Verify's codes, enrolled and activated. */
import { Secret } from 'otpauth';
import type { Routes } from '../../engine/http.ts';
import type { OktaFactorSeed, OktaUserSeed } from '../../seed.ts';
import { factorsOf } from '../directory.ts';
import type { Api, Management } from './api.ts';
import { newId } from './apps.ts';
import { apiError, invalid, notFound } from './errors.ts';
import type { UserFinder } from './user-resource.ts';

const TYPES = { GOOGLE: 'google_authenticator', OKTA: 'okta_verify' } as const;
type Provider = keyof typeof TYPES;
type Enrolment = { id: string; provider: Provider; secret: string; isPending: boolean; at: string };

/** As long as Okta's. */
const SECRET_BYTES = 10;

export function createFactorRoutes(on: Api, management: Management, findUser: UserFinder): Routes {
  const { url, directory, now, startedAt } = management;
  const pending = new WeakMap<OktaUserSeed, Enrolment[]>();
  const ids = new WeakMap<OktaFactorSeed, { id: string; at: string }>();

  function enrolled(user: OktaUserSeed): Enrolment[] {
    // By list from here on: the one secret of a seed has no identity that an id could be given to.
    user.factors = factorsOf(user);
    return user.factors.map((factor) => {
      const known = ids.get(factor) ?? { id: newId('ost'), at: startedAt };
      ids.set(factor, known);
      const provider = factor.type === TYPES.GOOGLE ? 'GOOGLE' : 'OKTA';
      return { ...known, provider, secret: factor.secret, isPending: false };
    });
  }
  const allOf = (user: OktaUserSeed) => [...enrolled(user), ...(pending.get(user) ?? [])];

  function find(userId: string | undefined, factorId = '') {
    const user = findUser(userId);
    const factor = allOf(user).find(({ id }) => id === factorId);
    if (!factor) throw notFound(factorId, 'UserFactor');
    return { user, factor };
  }

  function resource(user: OktaUserSeed, { id, provider, isPending, secret, at }: Enrolment) {
    const self = `${url}/api/v1/users/${user.id}/factors/${id}`;
    const action = (name: string, path: string) => ({
      [name]: { href: `${self}/${path}`, hints: { allow: ['POST'] } },
    });
    return {
      id,
      factorType: 'token:software:totp',
      provider,
      vendorName: provider,
      status: isPending ? 'PENDING_ACTIVATION' : 'ACTIVE',
      created: at,
      lastUpdated: at,
      profile: { credentialId: user.login },
      _links: {
        ...(isPending ? action('activate', 'lifecycle/activate') : {}),
        self: { href: self, hints: { allow: isPending ? ['GET'] : ['GET', 'DELETE'] } },
        user: { href: `${url}/api/v1/users/${user.id}`, hints: { allow: ['GET'] } },
      },
      ...(isPending && {
        _embedded: {
          activation: {
            timeStep: 30,
            sharedSecret: secret,
            encoding: 'base32',
            keyLength: secret.length,
          },
        },
      }),
    };
  }

  const PATH = '/api/v1/users/:id/factors';
  return {
    [`GET ${PATH}`]: on('okta.users.read', ({ params }) => {
      const user = findUser(params.id);
      return { body: allOf(user).map((factor) => resource(user, factor)) };
    }),

    [`POST ${PATH}`]: on('okta.users.manage', ({ params, body }) => {
      const user = findUser(params.id);
      const provider = body.provider as Provider;
      if (body.factorType !== 'token:software:totp' || !Object.hasOwn(TYPES, String(provider))) {
        const cause = 'factorType: This sandbox has token:software:totp of GOOGLE and OKTA.';
        throw invalid('factorType', cause);
      }
      if (user.status !== 'ACTIVE') throw apiError('E0000038');
      if (enrolled(user).some((one) => one.provider === provider)) {
        throw invalid('factorEnrollRequest', 'A factor of this type is already set up.');
      }
      const factor: Enrolment = {
        id: newId('ost'),
        provider,
        secret: new Secret({ size: SECRET_BYTES }).base32,
        isPending: true,
        at: new Date(now()).toISOString(),
      };
      // Another try takes the place of the last.
      const others = (pending.get(user) ?? []).filter((one) => one.provider !== provider);
      pending.set(user, [...others, factor]);
      return { body: resource(user, factor) };
    }),

    [`GET ${PATH}/:factorId`]: on('okta.users.read', ({ params }) => {
      const { user, factor } = find(params.id, params.factorId);
      return { body: resource(user, factor) };
    }),

    [`POST ${PATH}/:factorId/lifecycle/activate`]: on('okta.users.manage', ({ params, body }) => {
      const { user, factor } = find(params.id, params.factorId);
      if (!factor.isPending) throw invalid('factorId', 'The factor is active already.');
      const seed: OktaFactorSeed = { type: TYPES[factor.provider], secret: factor.secret };
      if (!directory.takeCode(user, seed, String(body.passCode ?? ''))) {
        throw apiError('E0000068', ["Your passcode doesn't match our records. Please try again."]);
      }
      ids.set(seed, { id: factor.id, at: factor.at });
      user.factors = [...factorsOf(user), seed];
      pending.set(
        user,
        (pending.get(user) ?? []).filter((one) => one !== factor),
      );
      return { body: resource(user, { ...factor, isPending: false }) };
    }),

    [`DELETE ${PATH}/:factorId`]: on('okta.users.manage', ({ params }) => {
      const { user, factor } = find(params.id, params.factorId);
      user.factors = factorsOf(user).filter((one) => ids.get(one)?.id !== factor.id);
      pending.set(
        user,
        (pending.get(user) ?? []).filter(({ id }) => id !== factor.id),
      );
      return {};
    }),
  };
}
