export { KafkaClient, type KafkaConnection } from './kafka-client.js';
export { KafkaFeed, type KafkaFeedOptions } from './kafka-feed.js';
export { KafkaRelay, type RelayOptions } from './kafka-relay.js';
export { RELAY } from './relay-session.js';
export { applyTopics, checkTopics } from './kafka-topics.js';
export { topicOf, topicPlan, type Topic, type TopicWishes } from './topic-plan.js';
