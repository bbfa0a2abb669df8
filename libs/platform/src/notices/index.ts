export { OutsideNotices } from './outside-notices.js';
export { checkReceivers, receiverOf } from './receivers.js';
