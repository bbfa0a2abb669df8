export { loadDistribution, loadPlugin, type LoadedPlugin, type PluginModule } from './plugin-module.js';
export { OpenQuestions, type ThreadAnswer } from './open-questions.js';
export { Together, type Passage } from './together.js';
export { receiveError, sendError, type SentError } from './sent-error.js';
