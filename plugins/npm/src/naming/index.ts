export { naming } from './naming.js';
export { baseName, isPackageName, packageName, scopeOf } from './package-name.js';
