export { askApiVersions, type ApiVersions, type BrokerAddress, type VersionRange } from './api-versions.js';
