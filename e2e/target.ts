/**
 * A real Logto that the tests run against, as `npm run e2e:live` has prepared it. It comes by the
 * environment and not by a file, because it holds secrets that must not outlive the run.
 */
export const TARGET_VARIABLE = 'E2E_TARGET';

export type Person = {
  login: string;
  password: string;
  /** Given name and family name, as the app shows them. */
  name: string;
  email?: string | undefined;
  /** At Okta, where they are known. */
  groups?: string[] | undefined;
  /** Base32. */
  totpSecret?: string | undefined;
};

export const ROLES = [
  'alex',
  'suspended',
  'employee',
  'employeeWithCode',
  'newcomer',
  'withoutEmail',
  'unassigned',
  'deactivated',
  'foreignAddress',
  'stolenAddress',
  'withoutAnyEmail',
] as const;
export type Role = (typeof ROLES)[number];

export type Target = {
  /** Everything that the run makes has it in its name. */
  runId: string;
  /** Settings of the app, without BASE_URL. */
  app: Record<string, string>;
  connectorId: string;
  companyDomain: string;
  companyName: string;
  /** Of the company's Okta, whoever runs it. */
  oktaIssuer: string;
  /** Ids: the company's, and another, of which `alex` is an administrator. */
  organizations: { company: string; other: string };
  /** Registered as redirect URIs, one list a worker. */
  ports: number[][];
  /** One set a worker, so that nobody signs in twice at a time. */
  people: Partial<Record<Role, Person>>[];
  /** Why somebody is missing. */
  missing: Partial<Record<Role, string>>;
  /** Absent: the sandbox's, whose pages are forms that need no browser. */
  oktaOrgUrl?: string | undefined;
  /** Where sessions at Okta are kept for the length of the run. */
  stateFolder: string;
};

let parsed: Target | undefined;
export function target(): Target | undefined {
  const text = process.env[TARGET_VARIABLE];
  if (!parsed && text) parsed = JSON.parse(text) as Target;
  return parsed;
}

/** Of this worker, from 0. A worker that Playwright starts again after a failure has the same. */
export const workerIndex = () => Number(process.env.TEST_PARALLEL_INDEX ?? 0);
