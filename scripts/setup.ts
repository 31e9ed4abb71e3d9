/**
 * `npm run setup`: a Logto tenant and a company's Okta org, ready for this app. Started as
 * `node -- scripts/setup.ts`: without the dashes Node takes `--env-file` for itself, wherever it stands.
 */

import { setupCommand } from '@logto-okta/setup/cli/setup/command';
import { product } from './product.ts';

await setupCommand(product);
