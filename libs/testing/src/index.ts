export {
  buildDeb,
  sealTarHeader,
  TAR_MTIME,
  tarHeader,
  writeAr,
  writeTar,
  type MiniPackage,
  type TarEntry,
} from './archive/index.js';
export { contentStoreContract, InMemoryContentStore, type ContentStoreUnderTest } from './content-store/index.js';
export { startPostgres, type TestPostgres } from './postgres/start-postgres.js';
export { InMemorySigner } from './signing/in-memory-signer.js';
export { signerContract } from './signing/signer.contract.js';
export { InMemoryTransactor, InMemoryTx, inMemoryTx } from './transaction/in-memory-transactor.js';
