import type { EnvValues } from './env-file.ts';

const SECRETS = /SECRET|TOKEN|KEY/;
export const isSecretName = (name: string) => SECRETS.test(name);

const shellQuoted = (value: string) => `'${value.replaceAll("'", `'\\''`)}'`;

/** Commands that put the settings into a Vercel project; secrets only when asked for. */
export function vercelLines(values: EnvValues, showSecrets: boolean): string[] {
  const environment = 'production';
  return Object.entries(values).map(([name, value]) => {
    if (!isSecretName(name)) {
      return `printf %s ${shellQuoted(value)} | vercel env add ${name} ${environment}`;
    }
    const command = `vercel env add ${name} ${environment} --sensitive`;
    return showSecrets ? `printf %s ${shellQuoted(value)} | ${command}` : command;
  });
}
