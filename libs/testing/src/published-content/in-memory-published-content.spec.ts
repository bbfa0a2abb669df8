import { sha256 } from '@quench/kernel';
import { InMemoryContentStore } from '../content-store/index.js';
import { InMemoryPublishedContent } from './in-memory-published-content.js';
import { publishedContentContract } from './published-content.contract.js';

publishedContentContract('in memory', async () => {
  const content = new InMemoryContentStore();
  const published = new InMemoryPublishedContent(content);
  const { digest: blob } = await content.write(Buffer.from('blob'));
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const manifest = JSON.stringify({ mediaType, layers: [{ digest: blob }] });
  const subject = { digest: sha256(manifest) };
  const tags = ['1', '1.0-r1', 'latest'] as const;
  return {
    published,
    content,
    repository: 'app',
    tags,
    manifest: await published.publish('app', manifest, tags),
    blob,
    referrers: [await published.publish('app', JSON.stringify({ mediaType, artifactType: 'application/x', subject }))],
  };
});
