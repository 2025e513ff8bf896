// A static server on loopback.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, normalize, join } from 'node:path';

const TYPES = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.txt': 'text/plain; charset=utf-8',
};

// Serves `folder`; the address ends in a slash.
export async function serve(folder) {
  const server = createServer(async (request, response) => {
    try {
      const { pathname } = new URL(request.url, 'http://127.0.0.1');
      const file = join(folder, normalize(decodeURIComponent(pathname)));
      const bytes = await readFile(file);
      response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
      response.end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((ready) => { server.listen(0, '127.0.0.1', ready); });
  return { address: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}
