/** `npm run sandbox`: the sandbox with this app's permissions. */
import { runSandbox } from '../sandbox/cli.ts';
import { organizationTemplate } from './organization-template.ts';

await runSandbox(organizationTemplate);
