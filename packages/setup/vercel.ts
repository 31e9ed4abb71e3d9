import { isLocalAddress } from './addresses.ts';
import type { EnvValues } from './env-file.ts';

const SECRETS = /SECRET|TOKEN|KEY/;
export const isSecretName = (name: string) => SECRETS.test(name);

const shellQuoted = (value: string) => `'${value.replaceAll("'", `'\\''`)}'`;

/** Also in a list, as the issuers of SSO_COMPANIES are. */
const isOfThisMachine = (value: string) =>
  value.split(/[,=]/).some((part) => URL.canParse(part) && isLocalAddress(part));

const WHY_NOT: Record<string, string[]> = {
  BASE_URL: [
    'Vercel finds the address of production by itself. Logto has to know it, though:',
    'run this again with --base-url https://<where people reach it>.',
  ],
  API_RESOURCE: ["Production's API gets a name of its own by the same --base-url."],
};

/** What a machine calls itself means another one to Vercel: no command has such an address. */
const leftOut = (name: string, value: string) =>
  [
    `${name} is left out: ${value} is this machine.`,
    ...(WHY_NOT[name] ?? ["Vercel can't reach it."]),
  ].map((line) => `# ${line}`);

function commands(values: EnvValues, where: string, showSecrets: boolean): string[] {
  return Object.entries(values).flatMap(([name, value]) => {
    if (!isSecretName(name)) {
      if (isOfThisMachine(value)) return leftOut(name, value);
      return [`printf %s ${shellQuoted(value)} | vercel env add ${name} ${where}`];
    }
    const command = `vercel env add ${name} ${where} --sensitive`;
    return [showSecrets ? `printf %s ${shellQuoted(value)} | ${command}` : command];
  });
}

type Deployed = {
  production: EnvValues;
  /** Undefined when no address of previews was given. */
  preview: EnvValues | undefined;
};

/** Commands that put the settings into a Vercel project; secrets only when asked for. */
export function vercelLines({ production, preview }: Deployed, showSecrets: boolean): string[] {
  return [
    '# Production',
    ...commands(production, 'production', showSecrets),
    '',
    ...(preview
      ? // Without the empty name Vercel would ask for a branch at every line.
        ["# Previews, of every branch: ''", ...commands(preview, "preview ''", showSecrets)]
      : ["# For previews, too: --preview-url 'https://<project>-*-<team>.vercel.app'"]),
    ...(showSecrets
      ? []
      : [
          '',
          '# vercel asks for the secrets. With --show-secrets they are printed here.',
          '# COOKIE_SECRET is another one in each environment: openssl rand -base64 32',
        ]),
  ];
}
