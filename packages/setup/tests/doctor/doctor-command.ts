import { doctorCommand } from '../../cli/doctor/command.ts';
import { product } from '../product.ts';

await doctorCommand(product);
