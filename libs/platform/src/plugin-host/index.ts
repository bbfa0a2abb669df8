export { expectEcosystems, type AddedArchive } from './added-archives.js';
export { createPluginHost, type PluginConfiguration, type PluginHostOptions } from './create-plugin-host.js';
export { hostTools } from './host-tools.js';
export { PluginEcosystems } from './plugin-ecosystems.js';
export { pluginCalling, type PluginCalls } from './plugin-calls.js';
export { PluginHost } from './plugin-host.js';
export { PluginThread, type PluginThreadOptions } from './plugin-thread.js';
export { type RequestLimits } from './http-source.js';
export { type RetryPolicy } from './retry.js';
