/** `npm run sandbox`: the sandbox with this app's permissions. */
import { runSandbox } from '@logto-okta/sandbox/cli';
import { organizationTemplate } from './organization-template.ts';

await runSandbox(organizationTemplate);
