export { EcdsaStatements, type TrustedKeys } from './ecdsa-statements.js';
export { FileSigner, readPublicKey } from './file-signer.js';
export { publicKeyOf } from './public-key.js';
