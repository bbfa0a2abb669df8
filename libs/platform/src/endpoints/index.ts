export { json, problem, type Endpoint, type EndpointReply } from './endpoint.js';
export { EndpointServer, type EndpointServerOptions } from './endpoint-server.js';
export { healthEndpoints, type Check, type Health } from './health.js';
export { LoopDelay } from './loop-delay.js';
export type { Clocks } from './observed-metrics.js';
export { ServiceMetrics, type Lag, type MetricSources, type OpenWork, type RoadCounts } from './service-metrics.js';
