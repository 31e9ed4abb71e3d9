import type { Connector } from '@logto-okta/clients/logto/schemas';
import { connectorNameOf } from '../config.ts';

/** What people call the company. */
export function companyName({ branding, connectorName }: Connector): string {
  const { displayName } = branding;
  return typeof displayName === 'string' && displayName ? displayName : connectorName;
}

const quoted = (text: string) =>
  /^[\w.@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

/** Setup for the company of a connector, or of its name alone, to be continued with options. */
export function setupFor(connector: Connector | string): string {
  const isName = typeof connector === 'string';
  const connectorName = isName ? connector : connector.connectorName;
  const name = isName ? connector.replace(/ Okta$/, '') : companyName(connector);
  const usual = connectorNameOf({ name, connectorName: undefined });
  const other = usual === connectorName ? '' : ` --connector-name ${quoted(connectorName)}`;
  return `npm run setup -- --company ${quoted(name)}${other}`;
}
