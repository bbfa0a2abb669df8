export { OutsideNotices } from './outside-notices.js';
export { checkReceivers, receiversOf } from './receivers.js';
