import { setupCommand } from '../cli/setup/command.ts';
import { product } from './product.ts';

await setupCommand(product);
