/** A company's enterprise connector in Logto. */
import { hasDomain } from '@logto-okta/clients/email-address';
import type { Connector } from '@logto-okta/clients/logto/schemas';
import type { Actual } from './actual.ts';
import {
  type Change,
  type ConnectorChange,
  change,
  type Field,
  sameValue,
  union,
} from './change.ts';
import { configDifference } from './connector-config.ts';
import type { Company, Desired } from './desired.ts';
import { oktaByHand } from './okta-by-hand.ts';
import { oktaIssuer } from './okta-settings.ts';

export const connectorKey = ({ connectorName }: Company) => `connector ${connectorName}`;

export const findConnector = (company: Company, { connectors }: Actual): Connector | undefined =>
  connectors.find(({ connectorName }) => connectorName === company.connectorName);

export function planConnector(desired: Desired, company: Company, actual: Actual): Change[] {
  const key = connectorKey(company);
  const title = `Enterprise connector "${company.connectorName}"`;
  const existing = findConnector(company, actual);
  if (existing && existing.providerName !== 'Okta') {
    return [
      change('question', key, title, {
        notes: [
          `Logto has a connector of that name for ${existing.providerName}. Names are unique in a tenant; choose another.`,
        ],
        question: { flag: '--connector-name', options: [] },
      }),
    ];
  }
  const conflict = otherOrg(company, existing) ?? domainClash(company, actual);
  if (conflict) return [conflict];

  const { connectorChange, fields, notes } = difference(desired, company, existing, actual);
  const isIncomplete = !connectorChange.config && !existing?.config.clientId;
  const hasChange = connectorChange.config || Object.keys(connectorChange.columns).length > 0;
  const changes: Change[] = [];
  if (!existing) {
    changes.push(
      change('create', key, title, {
        fields,
        notes,
        write: {
          do: 'connector.create',
          company: company.name,
          connectorName: company.connectorName,
        },
      }),
    );
  } else if (!hasChange) changes.push(change('keep', key, title, { notes }));
  if (hasChange) {
    changes.push(
      // Made as a draft first: its id is part of the redirect URI that Okta has to know.
      change(
        existing ? 'change' : 'create',
        existing ? key : `${key} configuration`,
        existing ? title : `${title}: configuration`,
        {
          fields: existing ? fields : [],
          notes: existing ? notes : [],
          write: { do: 'connector.change', company: company.name, change: connectorChange },
        },
      ),
    );
  }
  if (isIncomplete) changes.push(oktaByHand(desired, company, existing));
  return changes;
}

/** Its people would be sent to another org from one moment to the next. */
function otherOrg(company: Company, existing: Connector | undefined): Change | undefined {
  const has = existing?.config.issuer;
  const wanted = company.idp.via === 'manual' ? undefined : oktaIssuer(company.idp);
  if (!wanted || typeof has !== 'string' || !URL.canParse(has)) return undefined;
  if (new URL(has).origin === new URL(wanted).origin) return undefined;
  return change(
    'question',
    connectorKey(company),
    `Enterprise connector "${company.connectorName}"`,
    {
      notes: [
        `It signs people in at ${has}, and you asked for ${wanted}. Give another --connector-name, or remove its issuer in Logto's console if it is to change.`,
      ],
      question: { flag: '--connector-name', options: [] },
    },
  );
}

/** Logto takes a domain twice; its people then have to choose between companies. */
function domainClash(company: Company, { connectors }: Actual): Change | undefined {
  if (company.allowSharedDomain) return undefined;
  for (const other of connectors) {
    if (other.connectorName === company.connectorName) continue;
    const shared = company.domains.filter((domain) => hasDomain(other.domains, domain));
    if (shared.length > 0) {
      return change(
        'question',
        connectorKey(company),
        `Enterprise connector "${company.connectorName}"`,
        {
          notes: [
            `${shared.join(', ')} belongs to the connector "${other.connectorName}" already. Shared, it makes people choose a company at sign-in. Name that connector (--connector-name "${other.connectorName}"), leave the domain out, or allow it.`,
          ],
          question: { flag: '--allow-shared-domain', options: [] },
        },
      );
    }
  }
  return undefined;
}

function difference(
  desired: Desired,
  company: Company,
  existing: Connector | undefined,
  actual: Actual,
) {
  const notes: string[] = [];
  const fields: Field[] = [];
  const columns: Record<string, unknown> = {};
  const set = (column: string, name: string, from: unknown, to: unknown) => {
    if (sameValue(from, to)) return;
    columns[column] = to;
    fields.push({ name, from: existing ? from : undefined, to });
  };
  const domains = existing?.domains ?? [];
  set('domains', 'e-mail domains', domains, union(domains, company.domains));
  set('syncProfile', 'sync profile at each sign-in', existing?.syncProfile ?? false, true);
  if (!existing?.branding.displayName) {
    set('branding', 'display name', existing?.branding ?? {}, {
      ...existing?.branding,
      displayName: company.name,
    });
  }
  const stores =
    (existing?.enableTokenStorage ?? false) ||
    (company.tokenStorage && actual.canStoreTokens === true);
  set('enableTokenStorage', "keep Okta's tokens", existing?.enableTokenStorage ?? false, stores);
  if (company.tokenStorage && !stores) {
    notes.push(
      "Okta's tokens are not kept: this Logto's secret vault has no key. Self-hosted: set SECRET_VAULT_KEK (openssl rand -base64 32), restart Logto, run setup again.",
    );
  }
  if (company.domains.length === 0 && domains.length === 0) {
    notes.push('Without an e-mail domain (--domain) only links that name the company lead there.');
  }
  const config = configDifference(desired, company, existing, actual, stores, fields);
  const connectorChange: ConnectorChange = { columns, ...(config ? { config } : {}) };
  return { connectorChange, fields, notes };
}
