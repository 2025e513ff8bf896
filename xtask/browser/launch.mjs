// Chromium for the tests of this folder, shut off from every network but loopback.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const { BROWSER_PACKAGES, CHROMIUM } = process.env;
if (!BROWSER_PACKAGES || !CHROMIUM) {
  throw new Error('BROWSER_PACKAGES or CHROMIUM is not set: run the test by `cargo xtask`');
}
const require = createRequire(join(BROWSER_PACKAGES, 'package.json'));
const { chromium } = require('playwright-core');

const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

export const launch = () => chromium.launch({
  executablePath: CHROMIUM,
  args: ARGUMENTS,
});

// A page that may load only what is below `home`. `complaints` collects what must not happen: requests
// that leave it, errors on the console, exceptions.
export async function open(browser, home, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1600, height: 1000 }, ...options });
  const page = await context.newPage();
  const complaints = [];
  const stays = (url) => url.startsWith(home) || url.startsWith('data:') || url.startsWith('blob:');
  await context.route('**/*', (route) => (stays(route.request().url()) ? route.continue() : route.abort()));
  page.on('request', (request) => {
    if (!stays(request.url())) {
      complaints.push(`request: ${request.url()}`);
    }
  });
  page.on('requestfailed', (request) => {
    complaints.push(`failed: ${request.url()}: ${request.failure()?.errorText}`);
  });
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) {
      complaints.push(`console: ${message.text()}`);
    }
  });
  page.on('pageerror', (error) => complaints.push(`exception: ${error.stack ?? error}`));
  return { page, complaints, close: () => context.close() };
}

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

// Serious and critical findings of axe-core on the page, one text each.
export async function inaccessible(page) {
  // Evaluated rather than added as a script, which the page's policy would refuse; and axe-core shall
  // not load the styles again, which the policy would refuse, too.
  await page.evaluate(axe);
  const options = { resultTypes: ['violations'], preload: false };
  const { violations } = await page.evaluate((how) => globalThis.axe.run(document, how), options);
  return violations
    .filter(({ impact }) => ['serious', 'critical'].includes(impact))
    .map(({ id, nodes }) => `axe ${id}: ${nodes.slice(0, 3).map(({ html, any }) => `${html} ${any.map((each) => each.message).join('; ')}`).join(' | ')}`);
}

// What is wider than its place at each width: the page, or one of the `boxes` on it.
export async function overflows(page, boxes = '', widths = [360, 768, 1600]) {
  const measure = (selector) => [document.scrollingElement, ...(selector ? document.querySelectorAll(selector) : [])]
    .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
    .map((box) => `${box.tagName.toLowerCase()} by ${box.scrollWidth - box.clientWidth} px: ${box.textContent.trim().slice(0, 40)}`);
  const findings = [];
  for (const width of widths) {
    await page.setViewportSize({ width, height: 1000 });
    findings.push(...(await page.evaluate(measure, boxes)).map((box) => `${width} px wide: overflows: ${box}`));
  }
  return findings;
}
