/** Where an "HTTP Email" connector hands its messages: a listener of a test's own. */
import { listen, readJson, send } from '../engine/http.ts';
import type { Message } from './email.ts';

/** @param authorization what the connector has to send along; nothing else is taken. */
export async function startOutbox(authorization = 'Bearer outbox') {
  const messages: Message[] = [];
  const outbox = {
    messages,
    /** Status of the answers from now on; what isn't 200 is a service that fails. */
    answers: 200,
    config: { endpoint: '', authorization },
    close: async () => {},
  };
  const listener = await listen(0, async (req, res) => {
    const message = (await readJson(req)) as Message;
    const isAllowed = req.headers.authorization === authorization;
    if (!isAllowed) return send(res, 401, { why: 'not this connector' });
    if (outbox.answers !== 200) return send(res, outbox.answers, 'mailbox on fire');
    messages.push(message);
    return send(res, 200, {});
  });
  outbox.config.endpoint = `http://localhost:${listener.port}/messages`;
  outbox.close = listener.close;
  return outbox;
}
export type Outbox = Awaited<ReturnType<typeof startOutbox>>;
