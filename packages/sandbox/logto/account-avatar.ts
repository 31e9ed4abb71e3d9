/**
 * `POST /api/my-account/user-assets/avatar`: a picture to keep. The tenant has no storage, as a
 * self-hosted Logto has none until one is set up, so what is a picture is refused at the end too.
 */
import { z } from 'zod/v3';
import type { Exchange, Routes } from '../engine/http.ts';
import { type AccountApi, forAccount, requireScope } from './account-auth.ts';
import { requireEditable } from './account-center.ts';
import { parsed } from './account-input.ts';
import { LogtoError } from './errors.ts';

/** First bytes → last bytes, in hexadecimal; a file of one kind has both. */
const KINDS: [start: RegExp, end: RegExp][] = [
  [/^ffd8ff/, /ffd9$/],
  [/^89504e470d0a1a0a/, /49454e44ae426082$/],
  [/^47494638/, /3b$/],
  [/^424d/, /$/],
  [/^52494646.{8}57454250/, /$/],
];
const MAX_BYTES = 20 * 1024 * 1024;
const files = z.object({ file: z.array(z.unknown()).min(1) });

/** The multipart form's files, by field; undefined when the request is no such form. */
async function filesOf({ req }: Exchange): Promise<Record<string, File[]> | undefined> {
  const type = req.headers['content-type'] ?? '';
  if (!type.startsWith('multipart/form-data')) return undefined;
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const form = await new Response(body, { headers: { 'content-type': type } }).formData();
  const found: Record<string, File[]> = {};
  for (const [name, value] of form) {
    if (value instanceof File) found[name] = [...(found[name] ?? []), value];
  }
  return found;
}

export function avatarRoutes(api: AccountApi): Routes {
  return {
    'POST /api/my-account/user-assets/avatar': forAccount(api, async (exchange, caller) => {
      const sent = parsed('files', files, await filesOf(exchange).catch(() => undefined));
      requireScope(caller, 'profile');
      requireEditable(api.tenant.accountCenter, 'avatar');
      const [file] = sent.file as File[];
      if (!file || file.size > MAX_BYTES) throw new LogtoError(400, 'guard.file_size_exceeded');
      const bytes = Buffer.from(await file.arrayBuffer()).toString('hex');
      if (!KINDS.some(([start, end]) => start.test(bytes) && end.test(bytes))) {
        throw new LogtoError(400, 'guard.mime_type_not_allowed');
      }
      throw new LogtoError(400, 'storage.not_configured');
    }),
  };
}
