/**
 * The tenant's e-mail connector, if an administrator has made one: "HTTP Email", which hands each
 * message to an address that is told by HTTP. Whoever listens there has the outbox. It carries
 * invitations to organizations; one-time codes by e-mail are still refused as without a connector.
 */
import type { IncomingMessage } from 'node:http';
import { z } from 'zod/v3';
import { detailsOf } from './account-input.ts';
import type { Organization } from './entities.ts';
import { LogtoError } from './errors.ts';
import type { LogtoUser, Tenant } from './tenant.ts';

export const FACTORY_ID = 'http-email';
const emailConfig = z.object({
  endpoint: z.string(),
  authorization: z.string().optional(),
});
export type EmailConnector = { id: string; config: Record<string, unknown> };

/** As the listener gets it. */
export type Message = {
  to: string;
  type: string;
  payload: Record<string, unknown>;
  ip?: string;
};

/** Of messages that were taken, to one address, whatever the case of its letters. */
const MOST_SENT = 10;
const WINDOW_MS = 600_000;
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

const connectorFailed = (data: object) =>
  new LogtoError(400, 'connector.general', data, {
    message: `Error occurred in connector: ${JSON.stringify(data)}`,
  });

/** @throws LogtoError 400 for what the connector can't work with. */
export function checkedConfig(config: Record<string, unknown>) {
  const parsed = emailConfig.safeParse(config);
  if (parsed.success) return parsed.data;
  const { issues, name } = parsed.error;
  const details = detailsOf(parsed.error);
  throw new LogtoError(400, 'connector.invalid_config', { issues, name }, { details });
}

async function deliver(config: z.infer<typeof emailConfig>, message: Message) {
  const { endpoint, authorization } = config;
  const url = URL.parse(endpoint);
  // Nothing leaves this machine, whoever was invited.
  if (!url || !LOOPBACK.has(url.hostname)) {
    throw connectorFailed({ message: 'The sandbox hands messages to this machine only.' });
  }
  const body = JSON.stringify(message);
  const headers = { 'content-type': 'application/json', ...(authorization && { authorization }) };
  const answer = await fetch(url, { method: 'POST', headers, body }).catch(() => {
    // The real one tells all of its request as well, secrets included (docs/vendors.md L14).
    const options = { body, headers, method: 'POST', url: endpoint };
    throw connectorFailed({ code: 'ECONNREFUSED', name: 'RequestError', options });
  });
  const text = await answer.text();
  if (!answer.ok) throw connectorFailed({ message: text });
}

const organizationFields = ({ id, name, branding }: Organization) => ({ id, name, branding });
const userFields = (user: LogtoUser) => ({
  id: user.id,
  avatar: user.avatar,
  name: user.name,
  primaryEmail: user.primaryEmail,
  primaryPhone: user.primaryPhone,
  username: user.username,
  profile: user.profile,
});

/**
 * @param payload of the caller's, for the template: a `link` at least.
 * @throws LogtoError 501 without a connector; 429 for too many to one address; 400 when the
 * connector can't.
 */
export async function sendInvitation(
  tenant: Tenant,
  invitation: { invitee: string; organizationId: string; inviterId: string | null },
  payload: Record<string, unknown>,
  { now, req }: { now: number; req: IncomingMessage },
) {
  const { emailConnector: connector, sentMessages } = tenant;
  if (!connector) throw new LogtoError(501, 'connector.not_found');
  const recipient = invitation.invitee.trim().toLowerCase();
  const recent = sentMessages.filter((one) => one.to === recipient && one.at > now - WINDOW_MS);
  if (recent.length >= MOST_SENT) throw new LogtoError(429, 'request.message_rate_limited');
  const config = checkedConfig(connector.config);
  const organization = tenant.organizations.get(invitation.organizationId);
  const inviter = invitation.inviterId ? tenant.users.get(invitation.inviterId) : undefined;
  const ip = req.socket.remoteAddress;
  await deliver(config, {
    to: invitation.invitee,
    type: 'OrganizationInvitation',
    payload: {
      ...(organization && { organization: organizationFields(organization) }),
      ...(inviter && { inviter: userFields(inviter) }),
      ...payload,
    },
    ...(ip && { ip }),
  });
  tenant.sentMessages = [
    ...sentMessages.filter(({ at }) => at > now - WINDOW_MS),
    { to: recipient, at: now },
  ];
}
