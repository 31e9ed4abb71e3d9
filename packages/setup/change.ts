/** What a plan is made of: data only, so that it can be shown, compared and tested. */
/** One field's difference. A secret's value never gets in here. */
export type Field = { name: string; from?: unknown; to: unknown };

export type Kind = 'create' | 'change' | 'keep' | 'delete' | 'manual' | 'question';

export type Change = {
  kind: Kind;
  /** Stable name of the thing, `connector Acme Okta`; what setup made is recorded under it. */
  key: string;
  title: string;
  fields: Field[];
  /** Why, or what to do, in sentences. */
  notes: string[];
  write?: Write;
  question?: Question;
};

/** What plan alone can't decide: `flag` answers it. */
export type Question = { flag: string; options: { value: string; label: string }[] };

/** What apply sends. Ids that only exist then are found by key or name. */
export type Write =
  | {
      do: 'application.create';
      body: Record<string, unknown>;
      made: string[];
      /** Ids of applications that are gone, whose record this one goes on with. */
      former: string[];
    }
  | {
      do: 'application.change';
      id: string;
      made?: string[];
      former?: string[];
      oidcClientMetadata?: Record<string, unknown>;
    }
  | { do: 'record.copy'; name: string; made: string[]; former: string[] }
  | { do: 'application-secret.create'; name: string }
  | { do: 'api-resource.create'; name: string; indicator: string; accessTokenTtl: number }
  | { do: 'api-resource.change'; id: string; accessTokenTtl: number }
  | { do: 'api-scope.create'; name: string; description: string }
  | { do: 'machine-role.create'; name: string; description: string; scopes: string[] }
  | { do: 'machine-role.change'; id: string; scopes: string[] }
  | { do: 'organization-scope.create'; name: string; description: string }
  | {
      do: 'organization-role.create';
      name: string;
      description: string;
      scopes: string[];
      apiScopes: string[];
    }
  | { do: 'organization-role.change'; id: string; scopes: string[]; apiScopes: string[] }
  | { do: 'sign-in-experience.change'; body: Record<string, unknown>; made?: string[] }
  | { do: 'account-center.change'; body: { enabled: true; fields: Record<string, string> } }
  | { do: 'connector.create'; company: string; connectorName: string }
  | { do: 'connector.change'; company: string; change: ConnectorChange }
  | { do: 'okta-app.create'; company: string; body: Record<string, unknown> }
  | { do: 'okta-app.change'; company: string; id: string; body: Record<string, unknown> }
  | { do: 'okta-group.assign'; company: string; groupId: string }
  | { do: 'okta-grant.create'; company: string; scope: string; issuer: string }
  | { do: 'domain.release'; id: string; domain: string }
  | { do: 'organization.create'; company: string; name: string }
  | {
      do: 'organization-admin.give';
      organizationId: string;
      userId: string;
      /** Isn't a member yet. */
      joins: boolean;
      /** All that they have afterwards. */
      roleIds: string[];
    }
  | { do: 'organization-jit.change'; company: string; connector: boolean; role?: string };

export type ConnectorChange = {
  /** Columns besides `config`, each whole. */
  columns: Record<string, unknown>;
  /** What `config` becomes; without it, it stays. `clientId` and the secret may be Okta's to say. */
  config?: {
    existing: Record<string, unknown>;
    issuer: string;
    scopes: string[];
    clientId: string | { fromOkta: true };
    clientSecret: { value: string } | { fromOkta: true } | { keep: true };
  };
};

export const change = (
  kind: Kind,
  key: string,
  title: string,
  rest: Partial<Omit<Change, 'kind' | 'key' | 'title'>> = {},
): Change => ({ kind, key, title, fields: [], notes: [], ...rest });

/** `create` and `change` write something; the rest is for reading. */
export const isWrite = ({ write }: Change) => write !== undefined;

export const sameValue = (one: unknown, other: unknown) =>
  JSON.stringify(one) === JSON.stringify(other);

/** `wanted` behind what is there already, which stays as it is. */
export const union = <T>(existing: readonly T[], wanted: readonly T[]): T[] => [
  ...existing,
  ...wanted.filter((one) => !existing.includes(one)),
];
