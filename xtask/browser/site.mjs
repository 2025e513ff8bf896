// The reference site, from disk and from a server: node site.mjs <folder of the site>
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { launch } from './launch.mjs';
import { expect, finish } from './report.mjs';
import { serve } from './serve.mjs';
import { judgeLinks } from './site/links.mjs';
import { judgePage, judgeReference } from './site/pages.mjs';
import { judgeSigner } from './site/signer.mjs';

const folder = resolve(process.argv[2]);
const pages = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.html')).sort();
const references = pages.filter((name) => name.startsWith('reference/'));
const own = pages.filter((name) => !references.includes(name));
const signers = own.filter((name) => name.endsWith('signing.html'));

const browser = await launch();
const server = await serve(folder);
try {
  const anchors = new Map();
  for (const home of [pathToFileURL(join(folder, '/')).href, server.address]) {
    for (const name of own) {
      anchors.set(name, await judgePage(browser, home, name));
    }
    for (const name of references) {
      anchors.set(name, await judgeReference(browser, home, name));
    }
    for (const name of signers) {
      await judgeSigner(browser, home, name);
    }
  }
  judgeLinks(folder, anchors);
  for (const name of own.filter((each) => each.startsWith('ko/'))) {
    const [korean, english] = [name, name.slice(3)].map((each) => anchors.get(each)?.ids.join());
    expect(korean === english, `${name}: other parts than in English`);
  }
} finally {
  server.close();
  await browser.close();
}
finish();
