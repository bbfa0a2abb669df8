import { distributorMigrations, distributorReadModels } from '@quench/distributor-data';
import { DistributorModule } from '@quench/distributor-feature';
import { readGateway, RegistryGateway, writeGateway } from '@quench/platform/registry-gateway';
import { productVersion } from '@quench/platform/product-version';
import { SystemClock } from '@quench/platform/service-parts';
import type { ServiceProgram } from '@quench/platform/service-process';
import { EcdsaStatements } from '@quench/platform/signing';
import { Clock, ContentStore, PublishedContent, Signer, Statements } from '@quench/ports';
import { DistributorConfiguration } from './config.js';

/** The distributor as a process of its own, with the gateway that images are pulled from. */
export const distributor: ServiceProgram<DistributorConfiguration> = {
  definition: {
    name: 'distributor',
    module: DistributorModule,
    readModels: distributorReadModels,
    migrations: distributorMigrations,
  },
  configuration: DistributorConfiguration,
  version: productVersion,
  async parts({ configuration: { gatewayPort }, directory, content, signer, trusted, log }) {
    let gateway: RegistryGateway | undefined;
    return {
      providers: [
        { provide: Clock, useClass: SystemClock },
        { provide: ContentStore, useValue: content },
        { provide: Signer, useValue: signer },
        { provide: Statements, useValue: new EcdsaStatements(signer, trusted, content) },
      ],
      async serve({ app }) {
        gateway = new RegistryGateway(app.get(PublishedContent, { strict: false }), log);
        const address = await gateway.listen(gatewayPort);
        // Of several instances the first one says where images are; it comes back at the same place.
        if ((await readGateway(directory.path)) === undefined) await writeGateway(directory.path, address);
        log.info('gateway-started', { address });
      },
      close: async () => {
        await gateway?.close();
      },
    };
  },
};
