export { FreezeChannel, MoveChannel, ThawChannel, type ChannelOutcome } from './channels/channel-commands.handler.js';
export { ChannelHistory, Channels, type ChannelStep, type ShownChannel } from './channels/channel-queries.handler.js';
export { DistributorModule } from './distributor.module.js';
export { Images, type ImageRow, type PointingChannel } from './images/images.handler.js';
export { VerifyImage, type Verification } from './verify/verify-image.handler.js';
export type { Check } from './verify/check.js';
