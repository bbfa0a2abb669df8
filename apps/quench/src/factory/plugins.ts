import { listedDeb } from '@quench/plugin-deb';
import type { ListedPlugin } from '@quench/platform/service-parts';

/** The ecosystems that Quench knows. */
export const plugins: readonly ListedPlugin[] = [listedDeb];
