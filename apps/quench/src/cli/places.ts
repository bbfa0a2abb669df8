import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the checkout: what is not said otherwise is kept there, wherever a command is started from. */
export const checkout = fileURLToPath(new URL('../../../..', import.meta.url)).replace(/\/$/, '');

/** Where everything is kept unless told otherwise. */
export const ownData = join(checkout, '.quench');

/** The catalog that comes with Quench. */
export const ownCatalog = join(checkout, 'catalog');
