import { json, route } from '#lib/api/route.ts';
import { readiness } from '#lib/readiness.ts';

/** Readiness: whether a sign-in could work now. Public: it names what fails and says no more. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  GET: async () => {
    const answer = await readiness();
    return json(answer, answer.status === 'ready' ? 200 : 503);
  },
});
