export { openDeb, type OpenedDeb } from './open-deb.js';
