// Whether the signer in the page agrees with the published vectors, and with curl.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

import { open } from '../launch.mjs';
import { expect, none } from '../report.mjs';

const { accessKey, vectors } = JSON.parse(readFileSync(new URL('../../../spec/vectors/signature-v2.json', import.meta.url)));
const byId = new Map(vectors.map((vector) => [vector.id, vector]));

// What is entered in the page.
async function enter(page, values) {
  for (const [id, value] of Object.entries(values)) {
    await page.fill(`#${id}`, String(value));
  }
}

// Waits for the result that is expected, and returns what there is instead when it does not come.
async function settled(page, selector, expected) {
  const isThere = ([at, text]) => document.querySelector(at).textContent.includes(text);
  try {
    await page.waitForFunction(isThere, [selector, expected], { timeout: 5_000 });
    return undefined;
  } catch {
    return page.locator(selector).textContent();
  }
}

export async function judgeSigner(browser, home, name) {
  const place = home + name;
  const { page, complaints, close } = await open(browser, home);
  await page.goto(place, { waitUntil: 'load' });
  expect(await page.evaluate(() => isSecureContext), `${place}: no secure context, so no cryptography`);
  for (const vector of vectors) {
    const expected = byId.get(vector.insteadOf ?? vector.id);
    // Filled in by the page, and by hand.
    const fills = [
      () => page.selectOption('#vector', vector.id),
      () => enter(page, { method: vector.method, url: vector.target, timestamp: vector.timestamp, 'access-key': accessKey, 'secret-key': vector.secretKey }),
    ];
    for (const fill of fills) {
      await page.fill('#url', '');
      await fill();
      const instead = await settled(page, '#headers', `x-ncp-apigw-signature-v2: ${expected.signature}`);
      expect(instead === undefined, `${place}: ${vector.id}: ${instead} instead of ${expected.signature}`);
      const signed = await page.locator('#string-to-sign').textContent();
      expect(signed === expected.stringToSign, `${place}: ${vector.id}: signs ${JSON.stringify(signed)}`);
    }
    judgeCurl(await page.locator('#curl').textContent(), expected, `${place}: ${vector.id}`);
    const cell = page.locator(`[data-vector="${vector.id}"]`);
    expect(await cell.getAttribute('class') === 'same', `${place}: ${vector.id}: "${await cell.textContent()}" in the table`);
  }
  await judgeRefusals(page, place);
  const kept = await page.evaluate(async () => [localStorage.length, sessionStorage.length, document.cookie.length, (await indexedDB.databases()).length]);
  expect(kept.every((count) => count === 0), `${place}: something is stored: ${kept}`);
  none(complaints, place);
  await close();
}

// What cannot be signed is refused, and leaves no result of an earlier input.
async function judgeRefusals(page, place) {
  for (const wrong of [{ url: 'api/v1/ca' }, { url: '/a%zz' }, { timestamp: 'now' }, { method: 'G T' }, { 'access-key': '키' }]) {
    await page.selectOption('#vector', 'T3');
    await settled(page, '#headers', byId.get('T3').signature);
    await enter(page, wrong);
    await page.waitForSelector('#signer-status.bad');
    expect(await page.locator('#headers').textContent() === '', `${place}: ${JSON.stringify(wrong)} is signed`);
  }
}

// The words of the command, as a shell takes them.
function judgeCurl(command, { target, method, timestamp, signature }, place) {
  const { stdout } = spawnSync('sh', ['-c', `curl() { printf '%s\\n' "$@"; }; ${command}`], { encoding: 'utf8' });
  const words = stdout.split('\n');
  const after = (option) => (words.includes(option) ? words[words.indexOf(option) + 1] : undefined);
  const address = words.find((word) => word.startsWith('https://'));
  const sent = after('--request-target') ?? address?.replace(/^https:\/\/[^/]+/, '');
  expect(sent === target, `${place}: curl sends ${sent}`);
  expect(after('--request') === method, `${place}: curl sends another method`);
  for (const header of [`x-ncp-apigw-timestamp: ${timestamp}`, `x-ncp-iam-access-key: ${accessKey}`, `x-ncp-apigw-signature-v2: ${signature}`]) {
    expect(words.includes(header), `${place}: curl does not send ${header}`);
  }
}
