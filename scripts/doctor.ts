/**
 * `npm run doctor`: is everything from here to each company's Okta as it has to be? Started as
 * `node -- scripts/doctor.ts`: without the dashes Node takes `--env-file` for itself.
 */
import { doctorCommand } from '@logto-okta/setup/cli/doctor/command';
import { product } from './product.ts';

await doctorCommand(product);
