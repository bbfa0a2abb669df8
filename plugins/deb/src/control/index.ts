export { readStanza, readStanzas, required, type Stanza } from './stanza.js';
export { bytesOf, latin1, utf8 } from './text.js';
