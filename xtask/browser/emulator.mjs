// The page of the emulator: node emulator.mjs <origin> <control URL> <access key> <secret key> <token>
// With the variable SCREENSHOTS a picture of each width is left in that folder.
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { inaccessible, launch, open, overflows } from './launch.mjs';
import { expect, finish, none } from './report.mjs';

const [origin, control, accessKey, secretKey, token] = process.argv.slice(2);
const MARKUP = '<img src=x onerror=alert(1)>';

// Sends a signed request; `signed` is the target that the signature is over.
async function call(method, target, body, signed = target) {
  const timestamp = String(Date.now());
  const text = `${method} ${signed}\n${timestamp}\n${accessKey}`;
  const answer = await fetch(origin + target, {
    method,
    body: body && JSON.stringify(body),
    headers: {
      'content-type': 'application/json',
      'x-ncp-apigw-timestamp': timestamp,
      'x-ncp-iam-access-key': accessKey,
      'x-ncp-apigw-signature-v2': createHmac('sha256', secretKey).update(text).digest('base64'),
    },
  });
  const content = await answer.json();
  // Refusals of the gateway have another shape, and are judged where one is wanted.
  if (content.data === null && !answer.ok) throw new Error(`${method} ${target}: ${content.code}: ${content.msg}`);
  return content;
}

function example(service, path) {
  const document = JSON.parse(readFileSync(`spec/openapi/${service}.json`, 'utf8'));
  const [named] = Object.values(document.paths[path].post.requestBody.content['application/json'].examples);
  return named.value;
}

// A root, a CA below it with two certificates of which one is revoked, a cluster, a wrong signature.
async function prepare() {
  const authority = async (alias, period, query) => {
    const x509Parameters = { commonName: `${alias} ${MARKUP}` };
    const body = { alias, keyType: 'EC256', period, x509Parameters };
    const { data } = await call('POST', `/api/v1/ca?${query}`, body);
    return data.caInfo.caTag;
  };
  // No certificate outlives that of its signer, which is older by what the clock moved in between.
  const root = await authority('page-root', '60', 'caType=PRIVATE_ROOT');
  const sub = await authority('page-sub', '30', `caType=PRIVATE_SUB&issuerTag=${root}`);
  const issue = async (commonName) => {
    const body = { keyType: 'EC256', period: '7', x509Parameters: { commonName } };
    const { data } = await call('POST', `/api/v1/ca/${sub}/cert`, body);
    return data.serialNo;
  };
  await issue('kept.example.com');
  const revoked = await issue('revoked.example.com');
  await call('POST', `/api/v1/ca/${sub}/cert/${revoked}/revoke`);
  const path = '/cluster/createSearchEngineCluster';
  await call('POST', `/api/v2${path}`, example('search-engine', path));
  const wrong = await call('GET', '/api/v1/ca?pageNo=1', undefined, '/api/v1/ca');
  expect(wrong.error?.errorCode === '200', 'a signature without the query was accepted');
  return { root, sub, revoked };
}

async function judgeTree(page, { root, sub, revoked }) {
  const tree = page.locator('#authorities');
  await tree.locator(`details[data-key="${root}"] > summary`).click();
  await tree.locator(`details[data-key="${sub}"] > summary`).click();
  const gone = tree.locator('li.revoked', { hasText: revoked });
  await gone.waitFor();
  expect((await gone.innerText()).includes('revoked.example.com'), 'the revoked certificate is not named');
  expect(await tree.locator('.certificates > li:not(.revoked)').count() === 1, 'the other certificate counts as revoked');
  // It is fetched again each second: what was opened stays open.
  await call('GET', '/api/v1/ca?pageNo=1');
  await page.locator('#requests tr', { hasText: 'getCaList' }).first().waitFor();
  expect(await gone.isVisible(), 'the tree closed by itself');
}

async function judgeRequests(page) {
  const refused = page.locator('#requests tr.refused');
  await refused.first().waitFor();
  expect(await refused.count() === 1, 'not one refused request');
  const text = await refused.innerText();
  expect(text.includes('the query was left out of the signature'), `the refusal is not explained: ${text}`);
  await page.getByLabel('refused only').check();
  expect(await page.locator('#requests tr:visible').count() === 1, 'the filter leaves more than the refused request');
  await page.getByLabel('refused only').uncheck();
}

const browser = await launch();
try {
  const prepared = await prepare();
  const { page, complaints, close } = await open(browser, control);
  await page.goto(`${control}/#token=${token}`);
  await page.locator('#clusters tbody tr').waitFor();
  expect(!page.url().includes(token), 'the token stays in the URL');
  await judgeTree(page, prepared);
  await judgeRequests(page);
  expect(await page.locator('#clusters .badge').innerText() === 'creating', 'the cluster is not shown as creating');
  expect(await page.locator('main img').count() === 0, 'a name became markup');
  expect((await page.locator('#authorities').innerText()).includes(MARKUP), 'a name is not shown as it is');
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    none(await inaccessible(page), colorScheme);
  }
  none(await overflows(page), 'page');
  if (process.env.SCREENSHOTS) {
    for (const width of [360, 1600]) {
      await page.setViewportSize({ width, height: 1000 });
      await page.screenshot({ path: `${process.env.SCREENSHOTS}/emulator-${width}.png`, fullPage: true });
    }
  }
  none(complaints, 'page');
  await close();

  const stranger = await open(browser, control);
  await stranger.page.goto(control);
  await stranger.page.getByLabel('Token').fill('wrong');
  await stranger.page.getByRole('button').click();
  await stranger.page.getByText('The token was refused').waitFor();
  expect(!(await stranger.page.locator('main').isVisible()), 'something is shown without the token');
  await stranger.close();
} finally {
  await browser.close();
}
finish();
