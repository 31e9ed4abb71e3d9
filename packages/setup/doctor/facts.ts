/** What the checks judge: everything is gathered before, and nothing of it is asked for again. */

import type { Application, ApplicationSecret, Connector } from '@logto-okta/clients/logto/schemas';
import type { OktaApp, OktaSecret } from '@logto-okta/clients/okta/schemas';
import type { Actual } from '../actual.ts';
import type { Desired } from '../desired.ts';
import type { MemberFacts } from './gather-members.ts';

/** Asked and answered, asked in vain, or not asked; `why` is a sentence for a person. */
export type Fact<T> =
  | { state: 'known'; value: T }
  | { state: 'failed'; why: string; code?: string }
  | { state: 'unasked'; why: string };

export type Failed = Extract<Fact<unknown>, { state: 'failed' }>;

export type Facts = {
  /** Milliseconds since 1970. */
  now: number;
  settings: SettingsFacts;
  logto: LogtoFacts;
  tenant: Fact<TenantFacts>;
  /** What should be; needs an endpoint and the Management API's credentials. */
  desired: Desired | undefined;
  /** By id of connector. */
  idps: Record<string, IdpFacts>;
  redis: Fact<RedisFacts>;
  app: Fact<AppFacts>;
};

export type SettingsFacts = {
  values: Record<string, string | undefined>;
  /** Of the app's own rules (lib/env.ts), as sentences that begin with a setting's name. */
  problems: string[];
  /** Of setup's file and options. */
  setupProblems: string[];
  envFile: string;
  /** Why it can't be read. */
  envFileProblem?: string;
  /** Permission bits, where there are such and there is a file. */
  envFileMode: number | undefined;
};

export type Discovery = {
  /** As fetched from this machine. */
  url: string;
  status: number;
  issuer: string | undefined;
  tokenEndpoint: string | undefined;
  /** Milliseconds that the server's clock is ahead of this machine's, to a second or so. */
  skewMs: number | undefined;
};

/** What a token endpoint said to an authorization code that can't exist. */
export type ClientProbe =
  | 'accepted'
  | 'secret_wrong'
  | 'client_unknown'
  | 'grant_refused'
  | 'no_redirect_uri'
  | 'unclear';

export type LogtoFacts = {
  endpoint: string | undefined;
  discovery: Fact<Discovery>;
  client: Fact<ClientProbe>;
};

export type TenantPart =
  | 'administrators'
  | 'machineSecrets'
  | 'idTokenClaims'
  | 'domains'
  | 'jit'
  | 'machineRole';
export type TenantFacts = {
  /** The whole of what setup would read; Okta's part is empty. */
  actual: Actual;
  /** The application of LOGTO_APP_ID, whatever its type; undefined when there is none. */
  application: Application | undefined;
  secrets: ApplicationSecret[];
  /** Of the machine-to-machine application. */
  machineSecrets: ApplicationSecret[];
  idTokenClaims: string[] | undefined;
  passwordRejectsPwned: boolean;
  /** Origins under which Logto answers, the endpoint first. */
  domains: string[];
  /** Organizations that were looked into for just-in-time membership; less than all when they are many. */
  organizationsRead: number;
  members: MemberFacts;
  /** IP addresses of the back-channel logout URI's host, as this machine resolves it. */
  backchannelAddresses: string[];
  /** Of organizations that setup made or that take people in by SSO: whether there are any. */
  staffed: { id: string; name: string; hasMembers: boolean; hasAdministrator: boolean }[];
  /** What was asked in vain; the rest of the tenant counts. */
  unread: Partial<Record<TenantPart, Failed>>;
};

export type IdpFacts = {
  connector: Connector;
  discovery: Fact<Discovery>;
  client: Fact<ClientProbe>;
  org: Fact<OrgFacts>;
};

export type OrgPart = 'secrets' | 'assignment' | 'grants';
export type OrgFacts = {
  orgUrl: string;
  /** `idx` is Identity Engine, `v1` the classic one. */
  pipeline: string | undefined;
  /** Undefined when the org has no application of the connector's client id. */
  app: OktaApp | undefined;
  secrets: OktaSecret[];
  groups: { name: string; members: number }[];
  /** People assigned one by one. */
  people: number;
  /** Undefined when the token may not see them. */
  grants: string[] | undefined;
  /** What was asked in vain; the rest of the org counts. */
  unread: Partial<Record<OrgPart, Failed>>;
};

export type RedisFacts = { policy: string | undefined; isEncrypted: boolean; isLocal: boolean };

export type Answer = { status: number; headers: Record<string, string>; cookies: string[] };
export type AppFacts = {
  url: string;
  home: Answer;
  signIn: Fact<Answer>;
  backchannel: Fact<Answer>;
  /** What the address answers by http, when it is https. */
  plain: Fact<Answer>;
};

export const known = <T>(value: T): Fact<T> => ({ state: 'known', value });
export const unasked = <T>(why: string): Fact<T> => ({ state: 'unasked', why });
