import type { Connector } from '#lib/logto/management/schemas.ts';
import { connectorNameOf } from '#lib/setup/config.ts';

/** What people call the company. */
export function companyName({ branding, connectorName }: Connector): string {
  const { displayName } = branding;
  return typeof displayName === 'string' && displayName ? displayName : connectorName;
}

const quoted = (text: string) =>
  /^[\w.@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

/** Setup for the company of a connector that is there, to be continued with options. */
export function setupFor(connector: Connector): string {
  const name = companyName(connector);
  const usual = connectorNameOf({ name, connectorName: undefined });
  const other =
    usual === connector.connectorName ? '' : ` --connector-name ${quoted(connector.connectorName)}`;
  return `npm run setup -- --company ${quoted(name)}${other}`;
}
