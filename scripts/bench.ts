/** `npm run bench`: what being signed in costs a page. */
import { runBench } from '../bench/bench.ts';
import { organizationTemplate } from './organization-template.ts';

await runBench(organizationTemplate);
