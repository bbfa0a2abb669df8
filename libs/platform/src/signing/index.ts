export { EcdsaStatements, type TrustedKeys } from './ecdsa-statements.js';
export { FileSigner, publishKey, readPublicKey, type OwnKeyPlace } from './file-signer.js';
export { publicKeyOf } from './public-key.js';
