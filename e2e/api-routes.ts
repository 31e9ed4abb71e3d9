/** The API's routes of an organization, for specs that try all of them. */
import { type Call, expect } from './api-clients.ts';

/** Every route of an organization, as a call of it. */
export const ROUTES = (organization: string, member: string) => [
  ['GET', `/api/organizations/${organization}/members`] as const,
  ['PUT', `/api/organizations/${organization}/members/${member}`] as const,
  ['DELETE', `/api/organizations/${organization}/members/${member}`] as const,
];
export const body = (method: string) => (method === 'PUT' ? { body: { role: 'member' } } : {});

export async function refusedEverywhere(
  call: Call,
  [organization, member]: [string, string],
  credentials: { token?: string; cookie?: string; headers?: Record<string, string> },
  code: string | RegExp,
) {
  for (const [method, path] of ROUTES(organization, member)) {
    const answer = await call(path, { method, ...body(method), ...credentials });
    expect(answer.status, `${method} ${path}`).toBe(403);
    expect(answer.code, `${method} ${path}`).toMatch(code);
  }
}
