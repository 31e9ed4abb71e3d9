import { setupCommand } from '../../scripts/setup/command.ts';
import { product } from './product.ts';

await setupCommand(product);
