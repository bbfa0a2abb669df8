import { listedDeb } from '@quench/plugin-deb';
import { listedNpm } from '@quench/plugin-npm';
import type { ListedPlugin } from '@quench/platform/service-parts';

/** The ecosystems that Quench knows. */
export const plugins: readonly ListedPlugin[] = [listedDeb, listedNpm];
