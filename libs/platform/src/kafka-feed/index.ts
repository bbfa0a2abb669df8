export { LOGIN_MECHANISMS, type KafkaAccess, type KafkaTls, type LoginMechanism } from './kafka-access.js';
export { KafkaClient, type KafkaConnection } from './kafka-client.js';
export { KafkaFeed, type KafkaFeedOptions } from './kafka-feed.js';
export { KafkaRelay, type RelayOptions } from './kafka-relay.js';
export { RELAY } from './relay-session.js';
export { applyTopics, checkTopics, topicStates, type TopicState } from './kafka-topics.js';
export { topicOf, topicPlan, type Topic, type TopicWishes } from './topic-plan.js';
