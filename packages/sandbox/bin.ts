#!/usr/bin/env node
/** `npx logto-okta-sandbox`: the sandbox with the permissions and people of its seed. */
import { runSandbox } from './cli.ts';

await runSandbox();
