export { FreezeChannel, MoveChannel, ThawChannel, type ChannelOutcome } from './channels/channel-commands.handler.js';
export { ChannelHistory, Channels, type ChannelStep } from './channels/channel-queries.handler.js';
export { DistributorModule } from './distributor.module.js';
export { Images, type ImageRow } from './images/images.handler.js';
