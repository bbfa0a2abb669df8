export { loadDistribution, loadPlugin, type LoadedPlugin, type PluginModule } from './plugin-module.js';
export { receiveError, sendError, type SentError } from './sent-error.js';
