import { IsUrl } from '@quench/contracts/rules';

/** Sends traces to a collector. */
export class TracingConfiguration {
  /** Where it takes OTLP over HTTP as JSON: `http://127.0.0.1:4318/v1/traces`. */
  @IsUrl(
    { protocols: ['http', 'https'], require_tld: false, require_protocol: true },
    { message: 'a URL such as http://127.0.0.1:4318/v1/traces' },
  )
  readonly url: string;
}
