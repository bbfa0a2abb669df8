export { field, isObject, jsonObject, listField, textField, textsIn, type Blame, type JsonObject } from './json.js';
