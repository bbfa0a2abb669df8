import { fileURLToPath } from 'node:url';
import polka from 'polka';
import sirv from 'sirv';

const PORT = 8080;
const pages = sirv(fileURLToPath(new URL('./public', import.meta.url)));

const { server } = polka()
  .use(pages)
  .get('/health', (_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ healthy: true }));
  })
  .listen(PORT, () => console.log(`listening on ${PORT}`));

process.on('SIGTERM', () => server.close(() => process.exit(0)));
