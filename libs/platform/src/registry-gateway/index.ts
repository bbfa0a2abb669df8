export { readGateway, removeGateway, writeGateway } from './gateway-file.js';
export { RegistryGateway } from './registry-gateway.js';
