import { doctorCommand } from '../../scripts/doctor/command.ts';
import { product } from '../setup/product.ts';

await doctorCommand(product);
