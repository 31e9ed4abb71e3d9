/** `/api/experience/*`: what Logto's sign-in pages call, with its bodies and status codes. */
import { type Exchange, type Handler, type Routes, readJson, send } from '../engine/http.ts';
import { audited } from './audit-experience.ts';
import { LogtoError } from './errors.ts';
import { languageOf, localizedBody } from './experience-messages.ts';
import type { Identifier, Interactions } from './interaction.ts';
import { mfaRoutes } from './mfa-api.ts';
import { passwordIssues } from './password-policy.ts';
import { phrases } from './phrases.ts';
import { publicSignInExperience } from './sign-in-experience.ts';
import { finishSso, startSso } from './sso.ts';
import { connectorsForEmail, findByUsername, type Tenant } from './tenant.ts';

const USERNAME = /^[A-Z_a-z]\w*$/;

export const answersLogtoErrors =
  (handler: Handler): Handler =>
  async (exchange) => {
    try {
      await handler(exchange);
    } catch (error) {
      if (!(error instanceof LogtoError)) throw error;
      const language = exchange.req.headers['accept-language'];
      send(exchange.res, error.status, localizedBody(error, language));
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
      send(res, 200, publicSignInExperience(tenant));
    },

    'GET /api/.well-known/phrases'({ req, res, url }) {
      const language = languageOf(url.searchParams.get('lng') ?? req.headers['accept-language']);
      send(res, 200, phrases[language], { 'content-language': language });
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
      const { interactionEvent } = await readJson(req);
      interactions.setEvent(interaction, interactionEvent as 'SignIn');
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

    async 'POST /api/experience/verification/one-time-token/verify'({ req, res }) {
      const interaction = await interactions.current(req, res);
      const body = (await readJson(req)) as { identifier: Identifier; token: string };
      const verificationId = interactions.verifyOneTimeToken(interaction, body);
      send(res, 200, { verificationId });
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
        const { passwordPolicy } = tenant.signInExperience;
        const issues = passwordIssues(value, passwordPolicy, [interaction.profile.username ?? '']);
        if (issues.length > 0) throw new LogtoError(422, 'password.rejected', issues);
        interaction.profile.password = value;
      }
      send(res, 204);
    },

    async 'POST /api/experience/identification'({ req, res }) {
      const interaction = await interactions.current(req, res);
      const { verificationId } = await readJson(req);
      const created = interactions.identify(interaction, verificationId as string | undefined);
      if (created) send(res, 201, 'Created', { 'content-type': 'text/plain; charset=utf-8' });
      else send(res, 204);
    },

    async 'POST /api/experience/submit'({ req, res }) {
      send(res, 200, { redirectTo: await interactions.submit(req, res) });
    },

    ...mfaRoutes(interactions),
  };
  return Object.fromEntries(
    Object.entries(routes).map(([route, handler]) => [
      route,
      answersLogtoErrors(audited(route, handler, interactions)),
    ]),
  );
}
