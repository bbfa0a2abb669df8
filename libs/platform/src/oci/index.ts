export { writeLayout, type LayoutOptions } from './write-layout.js';
