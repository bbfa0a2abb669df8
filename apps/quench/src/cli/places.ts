import { fileURLToPath } from 'node:url';

/** The folder of the checkout: what is not said otherwise is kept there, wherever a command is started from. */
export const checkout = fileURLToPath(new URL('../../../..', import.meta.url)).replace(/\/$/, '');
