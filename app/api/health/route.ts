import { json, route } from '#lib/api/route.ts';

/** Liveness: the process answers. It asks nobody else, so that their failures don't restart us. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  GET: async () => json({ status: 'ok' }),
});
