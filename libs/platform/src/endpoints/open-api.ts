import type { Endpoint } from './endpoint.js';

/** The OpenAPI 3.1 document of a service's endpoints. @param version of the product */
export function openApi(service: string, version: string, endpoints: readonly Endpoint[]): object {
  return {
    openapi: '3.1.0',
    info: { title: `Quench ${service}`, version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    paths: Object.fromEntries(endpoints.map((endpoint) => [endpoint.path, { get: operation(endpoint) }])),
  };
}

const operation = ({ guard, summary, parameters = {}, answers }: Endpoint) => ({
  summary,
  security: guard === 'public' ? [] : [{ [guard]: [] }],
  parameters: Object.entries(parameters).map(([name, description]) => ({
    name,
    in: 'query',
    description,
    schema: { type: 'string' },
  })),
  responses: Object.fromEntries(
    Object.entries({ ...answers, ...(guard === 'public' ? {} : { 401: 'The token is missing or wrong.' }) }).map(
      ([status, description]) => [status, { description }],
    ),
  ),
});
