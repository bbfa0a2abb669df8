export { feedEndpoints, type FeedSource } from './feed-endpoints.js';
export { PullFeedClient, type PullFeedOptions } from './pull-feed-client.js';
export { RecordReader } from './signed-record.js';
