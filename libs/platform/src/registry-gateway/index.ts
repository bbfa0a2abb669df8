export { RegistryGateway } from './registry-gateway.js';
