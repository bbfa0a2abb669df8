export { ArchiveConfiguration } from './archive-configuration.js';
export { IsOptions, MayBeLeftOut } from './is-options.js';
export {
  ChatConfiguration,
  NotificationConfiguration,
  ReceiverConfiguration,
  SmtpConfiguration,
  WebhookConfiguration,
} from './notification-configuration.js';
export { checkedConfiguration, readConfiguration } from './read-configuration.js';
export { TracingConfiguration } from './tracing-configuration.js';
