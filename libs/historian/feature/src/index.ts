export { HistorianModule } from './historian.module.js';
export { History } from './history.handler.js';
export { DiffImage, type ImageDiff } from './image-diff.handler.js';
export { AskLag } from './lag.handler.js';
export { AskToil } from './toil.handler.js';
export { AskWhyNot } from './why-not.handler.js';
export { Why } from './why.handler.js';
export { reference, type Reference } from './reference.js';
export { EventsAbout, ExpectName, FindDigest, type FoundDigest } from './subject-queries.handler.js';
