// Whether links lead somewhere.
import { existsSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';

import { expect } from '../report.mjs';

// `anchors` holds, by page, its ids and the links on it. Links out of the site lead to files of the
// bundle; they are looked for when the bundle is there.
export function judgeLinks(folder, anchors) {
  const bundle = dirname(folder);
  const isBundle = existsSync(join(bundle, 'index.json'));
  for (const [name, { links }] of anchors) {
    const local = links.filter((link) => !/^[a-z]+:/.test(link));
    for (const link of local) {
      const [path, fragment] = link.split('#');
      const target = path === '' ? name : posix.normalize(posix.join(posix.dirname(name), path));
      if (!target.startsWith('../')) {
        expect(existsSync(join(folder, target)), `${name}: ${link} leads nowhere`);
      } else if (isBundle) {
        expect(existsSync(join(folder, target)), `${name}: ${link} is not in the bundle`);
      }
      const ids = anchors.get(target)?.ids;
      if (fragment && ids) {
        expect(ids.includes(decodeURIComponent(fragment)), `${name}: ${link}: no such place on that page`);
      }
    }
  }
}
