/** `npm run bench`: what being signed in costs a page. */
import { runBench } from '@logto-okta/load/bench';
import { organizationTemplate } from './organization-template.ts';

await runBench(organizationTemplate);
