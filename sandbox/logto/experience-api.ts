/** `/api/experience/*`: what Logto's sign-in pages call, with its bodies and status codes. */
import { type Exchange, type Handler, type Routes, readJson, send } from '../engine/http.ts';
import { LogtoError } from './errors.ts';
import type { Identifier, Interactions } from './interaction.ts';
import { finishSso, startSso } from './sso.ts';
import { connectorsForEmail, findByUsername, type Tenant } from './tenant.ts';

const MIN_PASSWORD_LENGTH = 8;
const USERNAME = /^[A-Z_a-z]\w*$/;

export const answersLogtoErrors =
  (handler: Handler): Handler =>
  async (exchange) => {
    try {
      await handler(exchange);
    } catch (error) {
      if (!(error instanceof LogtoError)) throw error;
      send(exchange.res, error.status, error.body);
    }
  };

export function experienceRoutes(tenant: Tenant, interactions: Interactions): Routes {
  const connectorOf = ({ params }: Exchange) => {
    const connector = tenant.connectors.get(params.id ?? '');
    if (!connector) throw new LogtoError(404, 'entity.not_found');
    return connector;
  };

  const routes: Routes = {
    'GET /api/.well-known/sign-in-exp'({ res }) {
      const { signInExperience: experience } = tenant;
      send(res, 200, {
        ...experience,
        forgotPassword: { phone: false, email: false },
        mfa: { factors: [], policy: 'UserControlled' },
        socialConnectors: [],
        ssoConnectors: experience.singleSignOnEnabled
          ? [...tenant.connectors.values()].map((one) => ({
              id: one.id,
              connectorName: one.displayName,
            }))
          : [],
      });
    },

    'GET /api/experience/sso-connectors'({ res, url }) {
      const connectors = connectorsForEmail(tenant, url.searchParams.get('email') ?? '');
      send(res, 200, { connectorIds: connectors.map(({ id }) => id) });
    },

    async 'PUT /api/experience'({ req, res }) {
      const { interactionEvent } = await readJson(req);
      await interactions.start(req, res, interactionEvent as 'SignIn');
      send(res, 204);
    },

    async 'PUT /api/experience/interaction-event'({ req, res }) {
      const interaction = await interactions.current(req, res);
      const event = (await readJson(req)).interactionEvent as 'SignIn';
      if (event !== 'SignIn' && tenant.signInExperience.signInMode === 'SignIn') {
        throw new LogtoError(403, 'auth.forbidden');
      }
      interaction.event = event;
      send(res, 204);
    },

    async 'POST /api/experience/verification/password'({ req, res }) {
      const interaction = await interactions.current(req, res);
      const body = (await readJson(req)) as { identifier: Identifier; password: string };
      const user = interactions.verifyPassword(body.identifier, body.password);
      const verificationId = interactions.addVerification(interaction, {
        type: 'Password',
        identifier: body.identifier,
        userId: user.id,
      });
      send(res, 200, { verificationId });
    },

    async 'POST /api/experience/verification/sso/:id/authorization-uri'(exchange) {
      const { req, res } = exchange;
      const interaction = await interactions.current(req, res);
      const body = (await readJson(req)) as { state: string; redirectUri: string };
      const { authorizationUri, verification } = await startSso(connectorOf(exchange), body);
      const verificationId = interactions.addVerification(interaction, verification);
      send(res, 200, { authorizationUri, verificationId });
    },

    async 'POST /api/experience/verification/sso/:id/verify'(exchange) {
      const { req, res } = exchange;
      const interaction = await interactions.current(req, res);
      const body = (await readJson(req)) as {
        verificationId: string;
        connectorData: Record<string, string>;
      };
      const verification = interaction.verifications.get(body.verificationId);
      if (verification?.type !== 'EnterpriseSso') {
        throw new LogtoError(404, 'session.verification_session_not_found');
      }
      await finishSso(connectorOf(exchange), verification, body.connectorData);
      send(res, 200, { verificationId: body.verificationId });
    },

    async 'POST /api/experience/profile'({ req, res }) {
      const interaction = await interactions.current(req, res);
      const { type, value } = (await readJson(req)) as { type: string; value: string };
      if (type === 'username') {
        if (!USERNAME.test(value)) throw new LogtoError(400, 'guard.invalid_input');
        if (findByUsername(tenant, value))
          throw new LogtoError(422, 'user.username_already_in_use');
        interaction.profile.username = value;
      } else if (type === 'password') {
        if (value.length < MIN_PASSWORD_LENGTH) {
          throw new LogtoError(422, 'password.rejected', [{ code: 'password_rejected.too_short' }]);
        }
        interaction.profile.password = value;
      }
      send(res, 204);
    },

    async 'POST /api/experience/identification'({ req, res }) {
      const interaction = await interactions.current(req, res);
      const { verificationId } = await readJson(req);
      const created = interactions.identify(interaction, verificationId as string | undefined);
      send(res, created ? 201 : 204);
    },

    async 'POST /api/experience/submit'({ req, res }) {
      send(res, 200, { redirectTo: await interactions.submit(req, res) });
    },
  };
  return Object.fromEntries(
    Object.entries(routes).map(([route, handler]) => [route, answersLogtoErrors(handler)]),
  );
}
