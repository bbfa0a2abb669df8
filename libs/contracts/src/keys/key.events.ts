import { IsIn } from '../rules.js';
import { IsText } from '../fields.js';

/** A service began to sign with a key. Information only: what is trusted comes from configuration. */
export class KeyIntroduced {
  /** Hex sha256 of the DER of the public key. */
  @IsText() readonly keyId: string;
  /** PEM. */
  @IsText() readonly publicKey: string;
  @IsIn(['ecdsa-p256-sha256']) readonly algorithm: 'ecdsa-p256-sha256';
}

export type KeyEvent = {
  readonly type: `${'watcher' | 'builder' | 'tester' | 'distributor' | 'historian'}.KeyIntroduced.v1`;
  readonly data: KeyIntroduced;
};

/** `<service>.key/<id>` */
export const keyStream = (service: string, keyId: string): string => `${service}.key/${keyId}`;
