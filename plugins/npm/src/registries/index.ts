export { readRc } from './rc-text.js';
export { registries, registriesNamed, type NpmDetails } from './registries.js';
